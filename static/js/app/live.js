/** The connection of the app to the events; `on` registers a listener. */

import { connect } from "../events-client.js";
import { Store } from "../shared/store.js";
import { endSession, getToken, session } from "./session.js";

/** @typedef {import("../events-client.d.ts").DomainEvents} DomainEvents */
/** @typedef {import("../events-client.d.ts").ServerMessages} ServerMessages */
/** @typedef {import("../events-client.d.ts").Status} Status */
/** @typedef {DomainEvents & ServerMessages & { live: undefined, lost: undefined, resync: undefined }} Signals */

/** @typedef {{ status: Status, since: number, reason?: string }} Connection */

/** @type {Store<Connection>} */
export const connection = new Store(/** @type {Connection} */ ({ status: "reconnecting", since: Date.now() }));

/** @type {Map<string, Set<(payload: any) => void>>} */
const listeners = new Map();
/** @type {import("../events-client.d.ts").EventsClient | null} */
let client = null;

/**
 * Listen to an event, or to a change of the connection: `live`, `lost` (no longer live) and `resync` (missed events).
 *
 * @template {keyof Signals} N
 * @param {N} name
 * @param {(payload: Signals[N]) => void} listener
 * @returns {() => void} removes the listener
 */
export function on(name, listener) {
  const all = listeners.get(name) ?? new Set();
  listeners.set(name, all);
  all.add(listener);
  return () => all.delete(listener);
}

/** @param {string} name @param {unknown} [payload] */
function dispatch(name, payload) {
  for (const listener of [...(listeners.get(name) ?? [])]) listener(payload);
}

/** @type {import("../events-client.d.ts").EventsClient["emit"]} */
export async function emit(name, ...payload) {
  if (!client) throw Object.assign(new Error("closed"), { code: "closed" });
  return client.emit(name, ...payload);
}

/** Whether events arrive as they happen. */
export function isLive() {
  return connection.value.status === "live";
}

/** Whether the server accepts no connection before this administrator has a second factor. */
export const needsSecondFactor = (/** @type {Connection} */ { reason }) => reason === "second_factor_setup_required";

/** @param {Connection} state */
function onStatus(state) {
  const { status } = state;
  const was = connection.value.status;
  connection.set(state);
  if (status === "live") dispatch("live");
  else if (was === "live") dispatch("lost");
}

function open() {
  if (client || session.value.phase !== "signed") return;
  client = connect({
    getToken,
    onEvent: dispatch,
    onMessage: dispatch,
    onStatus,
    onResync: () => dispatch("resync"),
    onSignedOut: endSession,
  });
}

function update() {
  const isSigned = session.value.phase === "signed";
  if (isSigned && !client) {
    // In a task of its own: the view is rendered first.
    setTimeout(open);
  } else if (!isSigned && client) {
    client.close();
    client = null;
    connection.set({ status: "reconnecting", since: Date.now() });
  }
}

/** Connect now and later, whenever a user is signed in. */
export function connectWhileSignedIn() {
  session.subscribe(update);
  update();
}
