/** The files that were fetched or are being fetched; one at a time, since the socket has room for one. */

import { fetchFile } from "./download.js";
import { Problem } from "./rest.js";
import { session } from "./session.js";
import { Store } from "./store.js";

/**
 * @typedef {{ phase: "queued" | "fetching" | "there" | "failed", received: number, size: number, waiting: boolean,
 *   url?: string, name?: string, isChecked?: boolean, problem?: Problem }} File
 */

/** @type {Store<Record<number, File>>} */
export const files = new Store(/** @type {Record<number, File>} */ ({}));

/** @type {Promise<void>} */
let queue = Promise.resolve();

/** @param {number} id @param {Partial<File>} change */
function note(id, change) {
  const was = files.value[id] ?? { phase: "queued", received: 0, size: 0, waiting: false };
  files.set({ ...files.value, [id]: { ...was, ...change } });
}

/** @param {number} id */
async function take(id) {
  // Whoever signed out meanwhile wants it no more.
  if (!files.value[id]) return;
  note(id, { phase: "fetching" });
  try {
    const { content, name, isChecked } = await fetchFile(id, (progress) => note(id, progress));
    const url = URL.createObjectURL(new Blob([content], { type: "application/pdf" }));
    note(id, { phase: "there", url, name, isChecked });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (session.value.phase === "signed") note(id, { phase: "failed", problem });
  }
}

/** @param {number} id */
export function download(id) {
  const known = files.value[id]?.phase;
  if (known === "queued" || known === "fetching" || known === "there") return;
  note(id, { phase: "queued", received: 0, size: 0, waiting: false });
  queue = queue.then(() => take(id));
}

/** Have the files forgotten with the session. */
export function forgetFilesWithSession() {
  session.watch(() => {
    if (session.value.phase !== "anonymous") return;
    for (const { url } of Object.values(files.value)) if (url) URL.revokeObjectURL(url);
    files.set({});
  });
}
