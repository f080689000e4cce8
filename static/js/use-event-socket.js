/** The events client as a hook for React (or Preact): one connection for as long as the component lives. */
import { EventsError } from "./events/errors.js";
import { lifetimeOf, subjectOf } from "./events/token.js";
import { connect } from "./events-client.js";

/** @typedef {import("./events-client.d.ts").EventsClient} EventsClient */
/** @typedef {import("./events-client.d.ts").ClientOptions["getToken"]} GetToken */
/** @typedef {import("./use-event-socket.d.ts").Token} Token */
/** @typedef {import("./use-event-socket.d.ts").EventSocket} EventSocket */

/** Provides the token of the component, and waits for a newer one if the client needs it. */
class TokenHolder {
  #token = "";
  #provided = "";
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
    // The application renders the component with a newer token. The client calls again if that takes long.
    if (force && this.#token === this.#provided) await new Promise((resolve) => this.#waiting.add(() => resolve(null)));
    this.#provided = this.#token;
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
    /** @type {{ current: TokenHolder }} */
    const held = useRef(null);
    held.current ??= new TokenHolder();
    /** @type {{ current: Token }} */
    const given = useRef(token);
    given.current = token;

    // The user and not the token: a renewed token must not end the connection.
    const user = typeof token === "string" ? (subjectOf(token) ?? token) : typeof token;
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
    }, [signedIn, user]);

    /** @type {EventsClient["emit"]} */
    const emit = useCallback(
      /** @type {EventsClient["emit"]} */
      (name, ...payload) => client.current?.emit(name, ...payload) ?? Promise.reject(new EventsError("closed")),
      [],
    );
    return { connected: status === "live", status, lastEvent, emit };
  };
}
