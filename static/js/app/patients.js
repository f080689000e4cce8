/** The names of a doctor's patients, asked for as they are to be shown: all of a view in one request. */

import { api } from "./api.js";
import { on } from "./live.js";
import { Problem } from "./rest.js";
import { session } from "./session.js";
import { Store } from "./store.js";

const AT_ONCE = 200;

/**
 * By the patient's number; null is one whose name could not be had.
 *
 * @type {Store<Record<number, string | null>>}
 */
export const names = new Store({});
/** @type {Set<number>} */
const wanted = new Set();
/** Asked for and not answered yet. @type {Set<number>} */
const asked = new Set();

async function ask() {
  const who = session.value.user?.id;
  const ids = [...wanted].slice(0, AT_ONCE);
  for (const id of ids) {
    wanted.delete(id);
    asked.add(id);
  }
  /** @type {Record<number, string | null>} */
  let found = Object.fromEntries(ids.map((id) => [id, null]));
  try {
    const { data } = await api("GET", `/api/patients?ids=${ids.join()}&perPage=${AT_ONCE}`);
    found = {
      ...found,
      ...Object.fromEntries(data.items.map((/** @type {{ id: number, name: string }} */ one) => [one.id, one.name])),
    };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
  // Whoever has signed out meanwhile leaves no names behind.
  if (session.value.user?.id !== who) return;
  for (const id of ids) asked.delete(id);
  names.set({ ...names.value, ...found });
  if (wanted.size > 0) await ask();
}

/** Say that a patient is to be shown. @param {number} id */
export function want(id) {
  if (names.value[id] || wanted.has(id) || asked.has(id)) return;
  wanted.add(id);
  if (wanted.size === 1) queueMicrotask(() => void ask());
}

session.watch(() => {
  if (session.value.phase !== "anonymous") return;
  wanted.clear();
  asked.clear();
  names.set({});
});
// What could not be had while the network was gone.
on("live", () => {
  for (const [id, name] of Object.entries(names.value)) if (name === null) want(Number(id));
});
