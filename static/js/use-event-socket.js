/** The events client as a hook for React (or Preact): one connection for as long as the component lives. */
import { EventsError } from "./events/errors.js";
import { lifetimeOf, subjectOf } from "./events/token.js";
import { connect } from "./events-client.js";

/** @typedef {import("./events-client.d.ts").EventsClient} EventsClient */
/** @typedef {import("./events-client.d.ts").ClientOptions["getToken"]} GetToken */
/** @typedef {import("./use-event-socket.d.ts").Token} Token */
/** @typedef {import("./use-event-socket.d.ts").EventSocket} EventSocket */

/** Hands the component's token on, and waits for a newer one where the client needs that. */
class Held {
  #token = "";
  #handed = "";
  /** @type {Set<() => void>} */ #waiting = new Set();

  /** @param {string} token */
  set(token) {
    if (token === this.#token) return;
    this.#token = token;
    for (const resume of this.#waiting) resume();
    this.#waiting.clear();
  }

  /** @type {GetToken} */
  async get({ force }) {
    // Rendering the component with a newer token is the application's part; the client asks again if that takes long.
    if (force && this.#token === this.#handed) await new Promise((resolve) => this.#waiting.add(() => resolve(null)));
    this.#handed = this.#token;
    return { accessToken: this.#token, expiresIn: lifetimeOf(this.#token) };
  }
}

/** @type {typeof import("./use-event-socket.d.ts").makeUseEventSocket} */
export function makeUseEventSocket(React, options = {}) {
  const { useCallback, useEffect, useRef, useState } = React;

  return function useEventSocket(token) {
    const [status, setStatus] = useState(/** @type {EventSocket["status"]} */ ("offline"));
    const [lastEvent, setLastEvent] = useState(/** @type {EventSocket["lastEvent"]} */ (null));
    /** @type {{ current: EventsClient | null }} */
    const client = useRef(null);
    /** @type {{ current: Held }} */
    const held = useRef(null);
    held.current ??= new Held();
    /** @type {{ current: Token }} */
    const given = useRef(token);
    given.current = token;

    // Not the token but whose it is: a renewed one must not cost the connection.
    const who = typeof token === "string" ? (subjectOf(token) ?? token) : typeof token;
    const signedIn = Boolean(token);

    useEffect(() => {
      if (typeof token === "string") held.current.set(token);
    }, [token]);

    useEffect(() => {
      if (!signedIn) return undefined;
      setStatus("reconnecting");
      const opened = connect({
        storage: null,
        ...options,
        getToken: (wanted) => (typeof given.current === "function" ? given.current(wanted) : held.current.get(wanted)),
        onStatus: (state) => {
          setStatus(state.status);
          options.onStatus?.(state);
        },
        onEvent: (...event) => {
          const [name, payload] = event;
          setLastEvent(/** @type {EventSocket["lastEvent"]} */ ({ name, payload }));
          options.onEvent?.(...event);
        },
      });
      client.current = opened;
      return () => {
        opened.close();
        client.current = null;
        setLastEvent(null);
      };
    }, [signedIn, who]);

    /** @type {EventsClient["emit"]} */
    const emit = useCallback(
      /** @type {EventsClient["emit"]} */
      (name, ...payload) => client.current?.emit(name, ...payload) ?? Promise.reject(new EventsError("closed")),
      [],
    );
    return { connected: status === "live", status, lastEvent, emit };
  };
}
