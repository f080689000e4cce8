/** The app's one connection to the events; whoever wants to hear of something says `on`. */

import { connect } from "../events-client.js";
import { leave, session, token } from "./session.js";
import { Store } from "./store.js";

/** @typedef {import("../events-client.d.ts").DomainEvents} DomainEvents */
/** @typedef {import("../events-client.d.ts").ServerMessages} ServerMessages */
/** @typedef {import("../events-client.d.ts").Status} Status */
/** @typedef {DomainEvents & ServerMessages & { live: undefined, lost: undefined, resync: undefined }} Heard */

/** @type {Store<{ status: Status, since: number }>} */
export const connection = new Store({ status: /** @type {Status} */ ("reconnecting"), since: Date.now() });

/** @type {Map<string, Set<(payload: any) => void>>} */
const listeners = new Map();
/** @type {import("../events-client.d.ts").EventsClient | null} */
let client = null;

/**
 * Listen to an event, or to `live` (again), `lost` and `resync`.
 *
 * @template {keyof Heard} N
 * @param {N} name
 * @param {(payload: Heard[N]) => void} listener
 * @returns {() => void} what ends it
 */
export function on(name, listener) {
  const all = listeners.get(name) ?? new Set();
  listeners.set(name, all);
  all.add(listener);
  return () => all.delete(listener);
}

/** @param {string} name @param {unknown} [payload] */
function tell(name, payload) {
  for (const listener of [...(listeners.get(name) ?? [])]) listener(payload);
}

/** @type {import("../events-client.d.ts").EventsClient["emit"]} */
export async function emit(name, ...payload) {
  if (!client) throw Object.assign(new Error("closed"), { code: "closed" });
  return client.emit(name, ...payload);
}

/** Whether changes arrive as they happen. */
export function isLive() {
  return connection.value.status === "live";
}

/** @param {{ status: Status, since: number }} state */
function onStatus({ status, since }) {
  const was = connection.value.status;
  connection.set({ status, since });
  if (status === "live") tell("live");
  else if (was === "live") tell("lost");
}

function follow() {
  const isSigned = session.value.phase === "signed";
  if (isSigned && !client) {
    client = connect({
      getToken: token,
      onEvent: tell,
      onMessage: tell,
      onStatus,
      onResync: () => tell("resync"),
      onSignedOut: leave,
    });
  } else if (!isSigned && client) {
    client.close();
    client = null;
    connection.set({ status: "reconnecting", since: Date.now() });
  }
}

/** Connect while somebody is signed in. */
export function goLive() {
  session.watch(follow);
  follow();
}
