/** The catalogue as a hook for React (or Preact): fetched once, then kept current with events. */
import { Keeper } from "./events/keeper.js";
import { applyToCatalog } from "./events/records.js";
import { makeUseEventSocket } from "./use-event-socket.js";

/** @typedef {import("./rest-types.d.ts").Catalog} Catalog */
/** @typedef {import("./use-catalog.d.ts").CatalogOptions} CatalogOptions */

/** @param {CatalogOptions} options */
function fetcher({ url = globalThis.location?.origin ?? "", fetch = globalThis.fetch }) {
  return async () => {
    const response = await fetch(`${url.replace(/\/+$/, "")}/api/catalog`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return { data: /** @type {Catalog} */ (await response.json()), position: response.headers.get("Event-Position") };
  };
}

/** @type {typeof import("./use-catalog.d.ts").makeUseCatalog} */
export function makeUseCatalog(React, options = {}) {
  const { useEffect, useRef, useState } = React;
  const fetchCatalog = fetcher(options);

  /** @param {(view: { catalog: Catalog | null, error: unknown }) => void} show */
  function open(show) {
    /** @type {Keeper<Catalog>} */
    const keeper = new Keeper({
      fetch: fetchCatalog,
      apply: (data, _name, payload) => applyToCatalog(data, payload),
      onChange: (catalog, error) => show({ catalog, error }),
    });
    const useEventSocket = makeUseEventSocket(React, {
      ...options,
      onEvent: (...event) => {
        const [name, payload] = event;
        if (name === "catalog:update") keeper.receive(name, payload);
        options.onEvent?.(...event);
      },
      onMessage: (...message) => {
        const [name, payload] = message;
        if (name === "connected") keeper.onConnected(payload);
        options.onMessage?.(...message);
      },
    });
    return { keeper, useEventSocket, reload: () => void keeper.load() };
  }

  return function useCatalog(token) {
    const [view, setView] = useState(
      /** @type {{ catalog: Catalog | null, error: unknown }} */ ({ catalog: null, error: null }),
    );
    /** @type {{ current: ReturnType<typeof open> }} */
    const held = useRef(null);
    // Made once for each component: the connection belongs to it.
    held.current ??= open(setView);
    const { keeper, useEventSocket, reload } = held.current;
    const socket = useEventSocket(token);
    useEffect(() => {
      keeper.open();
      return () => keeper.close();
    }, [keeper]);
    return { ...view, ...socket, reload };
  };
}
