/** The names of a doctor's patients, fetched when they are shown: one request for all names of a view. */

import { expectProblem } from "../shared/problem.js";
import { Store } from "../shared/store.js";
import { api } from "./api.js";
import { on } from "./live.js";
import { session } from "./session.js";

const MAX_IDS = 200;

/**
 * By the id of the patient; null if the name could not be fetched.
 *
 * @type {Store<Record<number, string | null>>}
 */
export const names = new Store({});
/** @type {Set<number>} */
const queued = new Set();
/** @type {Set<number>} */
const inFlight = new Set();

async function fetchNames() {
  const userId = session.value.user?.id;
  const ids = [...queued].slice(0, MAX_IDS);
  for (const id of ids) {
    queued.delete(id);
    inFlight.add(id);
  }
  /** @type {Record<number, string | null>} */
  let found = Object.fromEntries(ids.map((id) => [id, null]));
  try {
    const { data } = await api("GET", `/api/patients?ids=${ids.join()}&perPage=${MAX_IDS}`);
    found = {
      ...found,
      ...Object.fromEntries(data.items.map((/** @type {{ id: number, name: string }} */ one) => [one.id, one.name])),
    };
  } catch (error) {
    expectProblem(error);
  }
  // Another user, or none, is signed in now.
  if (session.value.user?.id !== userId) return;
  for (const id of ids) inFlight.delete(id);
  names.set({ ...names.value, ...found });
  if (queued.size > 0) await fetchNames();
}

/** Fetch a name unless it is known. @param {number} id */
export function requestName(id) {
  if (names.value[id] || queued.has(id) || inFlight.has(id)) return;
  queued.add(id);
  if (queued.size === 1) queueMicrotask(() => void fetchNames());
}

/** Forget a patient whose data were erased. @param {number} id */
export function forgetName(id) {
  names.set(Object.fromEntries(Object.entries(names.value).filter(([known]) => Number(known) !== id)));
}

/** Return a name, or null if it could not be fetched. @param {number} id @returns {Promise<string | null>} */
export function nameOf(id) {
  return new Promise((resolve) => {
    const resolveIfKnown = () => {
      const name = names.value[id];
      if (name === undefined) return;
      unsubscribe();
      resolve(name);
    };
    const unsubscribe = names.subscribe(resolveIfKnown);
    requestName(id);
    resolveIfKnown();
  });
}

session.subscribe(() => {
  if (session.value.phase !== "anonymous") return;
  queued.clear();
  inFlight.clear();
  names.set({});
});
// Names that could not be fetched without a network.
on("live", () => {
  for (const [id, name] of Object.entries(names.value)) if (name === null) requestName(Number(id));
});
