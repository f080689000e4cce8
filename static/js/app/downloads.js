/** The files of results, downloaded one at a time, since the server allows one download per connection. */

import { expectProblem } from "../shared/problem.js";
import { Store } from "../shared/store.js";
import { downloadFile } from "./download.js";
import { session } from "./session.js";

/**
 * @typedef {{ phase: "queued" | "fetching" | "ready" | "failed", received: number, size: number, waiting: boolean,
 *   url?: string, name?: string, isVerified?: boolean, problem?: import("../shared/problem.js").Problem }} File
 */

/** @type {Store<Record<number, File>>} */
export const files = new Store(/** @type {Record<number, File>} */ ({}));

/** @type {Promise<void>} */
let queue = Promise.resolve();

/** @param {number} id @param {Partial<File>} change */
function update(id, change) {
  const was = files.value[id] ?? { phase: "queued", received: 0, size: 0, waiting: false };
  files.set({ ...files.value, [id]: { ...was, ...change } });
}

/** @param {number} id */
async function fetchNext(id) {
  // The user has signed out meanwhile.
  if (!files.value[id]) return;
  update(id, { phase: "fetching" });
  try {
    const { content, name, isVerified } = await downloadFile(id, (progress) => update(id, progress));
    const url = URL.createObjectURL(new Blob([content], { type: "application/pdf" }));
    update(id, { phase: "ready", url, name, isVerified });
  } catch (error) {
    const problem = expectProblem(error);
    if (session.value.phase === "signed") update(id, { phase: "failed", problem });
  }
}

/** Download the file of a result, unless that was done or is under way. @param {number} id */
export function download(id) {
  const known = files.value[id]?.phase;
  if (known === "queued" || known === "fetching" || known === "ready") return;
  update(id, { phase: "queued", received: 0, size: 0, waiting: false });
  queue = queue.then(() => fetchNext(id));
}

/** Discard the files whenever the session ends. */
export function clearFilesOnSignOut() {
  session.subscribe(() => {
    if (session.value.phase !== "anonymous") return;
    for (const { url } of Object.values(files.value)) if (url) URL.revokeObjectURL(url);
    files.set({});
  });
}
