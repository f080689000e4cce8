/** The export of the user's own data: downloaded while it is made, with the number of bytes so far. */

import { Problem } from "../shared/problem.js";
import { Store } from "../shared/store.js";
import { readProblem } from "./rest.js";
import { getToken, session } from "./session.js";
import { language, t } from "./texts.js";

/**
 * @typedef {{ phase: "idle" | "fetching" | "ready" | "failed", received: number, url?: string, name?: string,
 *   problem?: Problem }} State
 */

const PATH = "/api/auth/me/export";
/** @type {State} */
const IDLE = { phase: "idle", received: 0 };

/** @type {Store<State>} */
export const ownData = new Store(IDLE);
/** @type {AbortController | null} */
let running = null;

/** @param {string} accessToken @param {AbortSignal} signal */
async function request(accessToken, signal) {
  const headers = { Authorization: `Bearer ${accessToken}`, "Accept-Language": language.value };
  const response = await fetch(PATH, { headers, signal });
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** Request the file. An expired access token is renewed once. @param {AbortSignal} signal */
async function begin(signal) {
  const { accessToken } = await getToken();
  try {
    return await request(accessToken, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    return request((await getToken({ force: true })).accessToken, signal);
  }
}

/** @param {Response} response */
async function read(response) {
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader();
  const pieces = [];
  let received = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value);
    received += next.value.length;
    ownData.set({ phase: "fetching", received });
  }
  return new Blob(pieces, { type: "application/zip" });
}

/** Fetch the file, unless that is under way. A file that was fetched before is discarded. */
export async function fetchOwnData() {
  if (running) return;
  discard();
  const own = new AbortController();
  running = own;
  ownData.set({ phase: "fetching", received: 0 });
  try {
    const response = await begin(own.signal);
    const name = response.headers.get("Content-Disposition")?.match(/filename=([\w.-]+)/)?.[1] ?? "datos.zip";
    const content = await read(response);
    ownData.set({ phase: "ready", received: content.size, url: URL.createObjectURL(content), name });
  } catch (error) {
    // The session has ended: nothing is shown of it.
    if (own.signal.aborted || session.value.phase !== "signed") return;
    // Anything but a refusal is a connection that was lost.
    const problem = error instanceof Problem ? error : new Problem(0, { detail: t("own_data_lost") });
    ownData.set({ phase: "failed", received: 0, problem });
  } finally {
    if (running === own) running = null;
  }
}

function discard() {
  if (ownData.value.url) URL.revokeObjectURL(ownData.value.url);
  ownData.set(IDLE);
}

/** Discard the file whenever the session ends. */
export function clearOwnDataOnSignOut() {
  session.subscribe(() => {
    if (session.value.phase !== "anonymous") return;
    running?.abort();
    running = null;
    discard();
  });
}
