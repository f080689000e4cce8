import type { Catalog } from "./rest-types.d.ts";
import type { EventSocket, HookOptions, Hooks, Token } from "./use-event-socket.d.ts";

export interface CatalogState extends EventSocket {
  /** The catalogue of now, a new object after each change; null until the first response. */
  catalog: Catalog | null;
  /** Why the last request failed, else null. The catalogue stays as it was, and the request is repeated. */
  error: unknown;
  /** Fetch the catalogue again. Events keep it current, so a screen needs this for a button at most. */
  reload: () => void;
}

/** As for `makeUseEventSocket`. `fetch` replaces that of the browser. */
export interface CatalogOptions extends HookOptions {
  fetch?: typeof globalThis.fetch;
}

/** Make the hook: `const useCatalog = makeUseCatalog(React, { url })`. Tokens are as for `useEventSocket`. */
export declare function makeUseCatalog(React: Hooks, options?: CatalogOptions): (token: Token) => CatalogState;
