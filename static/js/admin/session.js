/** The session of the page, and its requests: REST accepts the cookie of the session together with its CSRF value. */

import { readCookie } from "../shared/cookies.js";
import { Problem } from "../shared/problem.js";
import { language, t } from "./texts.js";

/**
 * The end of the session, in seconds from now, and whether a person who goes on moves it.
 * @typedef {{ endsIn: number, canExtend: boolean }} SessionEnd
 */
/** @typedef {SessionEnd & { accessToken: string, expiresIn: number, userId: number }} Grant */
/** @typedef {{ status: number, data: any, version: number | null }} Answer */
/**
 * @typedef {object} RequestOptions
 * @property {unknown} [body] - sent as JSON
 * @property {string | number | null} [version] - the version that the change is based on
 * @property {File} [file] - sent instead of a body
 * @property {(share: number) => void} [progress] - receives the uploaded share, from 0 to 1
 * @property {(text: string) => void} [received] - receives the response so far, each time a part of it arrives
 */

/** @param {number} status @param {import("../shared/problem.js").ProblemBody} [body] */
const problemOf = (status, body = {}) => new Problem(status, body, t("failed"));

/** The CSRF value of the session; in production its cookie has a prefix. */
const csrf = () => readCookie("__Host-lab_csrf") || readCookie("lab_csrf");

const offline = () => new Problem(0, { code: "offline", detail: t("unreachable") });

/** @type {Promise<Grant> | null} */
let renewal = null;

/** @returns {Promise<Grant>} */
async function fetchGrant() {
  // With `keepalive` the request outlives the page: the session could end if the next refresh token got lost.
  const options = { method: "POST", headers: { "X-CSRF-TOKEN": csrf() }, keepalive: true };
  const response = await fetch("/admin/session", options).catch(() => {
    throw offline();
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw problemOf(response.status, body);
  announceEnd(body);
  return body;
}

/** Tell the page when the session ends. @param {SessionEnd} end */
function announceEnd(end) {
  document.dispatchEvent(new CustomEvent("lab:session", { detail: end }));
}

/** Report that there was input on this page: it keeps the session open. Rejects with a Problem. */
export async function reportUse() {
  announceEnd((await api("POST", "/admin/session/use")).data);
}

/**
 * Renew the access token of the session. Simultaneous calls share one request.
 * Rejects with a Problem; `isSessionOver` tells whether the session has ended.
 *
 * @returns {Promise<Grant>}
 */
export function renew() {
  renewal ??= fetchGrant().finally(() => {
    renewal = null;
  });
  return renewal;
}

/**
 * Whether a renewal failed because the session has ended.
 *
 * @param {unknown} error
 */
export const isSessionOver = (error) => error instanceof Problem && [401, 403].includes(error.status);

/** @type {Promise<unknown>} */
let redirectAllowed = Promise.resolve();

/**
 * Stay on this page until `done`, even if the session ends: the page shows something that cannot be shown again.
 *
 * @param {Promise<unknown>} done
 */
export function delayRedirectUntil(done) {
  redirectAllowed = done.catch(() => {});
}

/** Go to the sign-in page, which says that the session has ended, and leads back to this page and what was typed. */
export async function redirectToSignIn() {
  await redirectAllowed;
  document.dispatchEvent(new CustomEvent("lab:signed-out"));
  const query = new URLSearchParams({ next: location.pathname + location.search, ended: "1" });
  location.assign(`/admin/sign-in?${query}`);
}

let hasLeft = false;

/**
 * Go to the sign-in page because the page noticed that the session has ended, but only the first time: a user who stays
 * to copy what they typed is not asked again.
 */
export function leaveOnce() {
  if (hasLeft) return;
  hasLeft = true;
  void redirectToSignIn();
}

/** @param {XMLHttpRequest} request */
function contentOf(request) {
  // Parts of pages are HTML.
  if (request.getResponseHeader("Content-Type")?.startsWith("text/html")) return request.responseText;
  try {
    return request.responseText ? JSON.parse(request.responseText) : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {RequestOptions} options
 * @returns {Promise<Answer>}
 */
function send(method, path, { body, version, file, progress, received }) {
  // XMLHttpRequest, because fetch does not report the progress of an upload.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader("X-CSRF-TOKEN", csrf());
    request.setRequestHeader("Accept-Language", language);
    if (version) request.setRequestHeader("If-Match", `"v${version}"`);
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
    if (received) request.addEventListener("progress", () => request.status < 400 && received(request.responseText));
    request.addEventListener("error", () => reject(offline()));
    request.addEventListener("load", () => {
      const data = contentOf(request);
      if (request.status >= 400) {
        reject(problemOf(request.status, typeof data === "object" && data ? data : {}));
        return;
      }
      const tag = /"v(\d+)"/.exec(request.getResponseHeader("ETag") ?? "");
      resolve({ status: request.status, data, version: tag ? Number(tag[1]) : null });
    });
    if (file) {
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      request.send(file);
    } else if (body !== undefined) {
      request.setRequestHeader("Content-Type", "application/json");
      request.send(JSON.stringify(body));
    } else {
      request.send();
    }
  });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {RequestOptions} options
 * @returns {Promise<Answer>}
 */
async function sendInSession(method, path, options) {
  if (csrf()) {
    try {
      return await send(method, path, options);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    }
  }
  try {
    await renew();
  } catch (error) {
    if (isSessionOver(error)) void redirectToSignIn();
    throw error;
  }
  return send(method, path, options);
}

/** @typedef {(problem: Problem, body: unknown) => Promise<void>} Prove */
/** @type {Prove | null} */
let prove = null;

/**
 * Call `ask` for a request that the server refuses until the user proves again who they are; `ask` rejects with a
 * Problem if they do not.
 *
 * @param {Prove} ask
 */
export function onProofRequired(ask) {
  prove = ask;
}

/**
 * Send a request. An expired session is renewed once on the way; where the server requires a new proof of identity, the
 * user is asked for it, and the same request is sent again. Rejects with a Problem.
 *
 * @param {string} method
 * @param {string} path
 * @param {RequestOptions} [options]
 * @returns {Promise<Answer>}
 */
export async function api(method, path, options = {}) {
  try {
    return await sendInSession(method, path, options);
  } catch (error) {
    if (!prove || !(error instanceof Problem) || error.code !== "reauthentication_required") throw error;
    await prove(error, options.body);
    return sendInSession(method, path, options);
  }
}

/**
 * Fetch a part of a page. Rejects with a Problem.
 *
 * @param {string} address
 * @returns {Promise<string>}
 */
export async function fetchPart(address) {
  let response;
  let text;
  try {
    response = await fetch(address, { headers: { "HX-Request": "true" } });
    text = await response.text();
  } catch {
    throw offline();
  }
  if (!response.ok) throw problemOf(response.status);
  return text;
}
