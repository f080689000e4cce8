/** The page's session and its requests: every change goes to REST with the session's cookie and its CSRF value. */

import { t } from "./texts.js";

/** @typedef {{ accessToken: string, expiresIn: number, userId: number }} Grant */
/** @typedef {{ status: number, data: any, version: number | null }} Answer */

/** A refusal, as `application/problem+json` says it (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, detail?: string, errors?: Record<string, string[]> }} body
   */
  constructor(status, body) {
    super(body.detail ?? t("failed"));
    this.status = status;
    this.code = body.code ?? "internal";
    this.errors = body.errors ?? {};
  }
}

/**
 * @param {string} name
 * @returns {string}
 */
function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** @type {Promise<Grant> | null} */
let renewal = null;

/**
 * Renew the session's access token; those who ask at the same time share one answer.
 * Rejects with a Problem; status 401 or 403 means that the session is over.
 *
 * @returns {Promise<Grant>}
 */
export function renew() {
  renewal ??= fetch("/admin/session", { method: "POST", headers: { "X-CSRF-TOKEN": cookie("csrf_refresh_token") } })
    .then(async (response) => {
      const body = await response.json().catch(() => ({}));
      if (!response.ok) throw new Problem(response.status, body);
      return body;
    })
    .finally(() => {
      renewal = null;
    });
  return renewal;
}

/** @type {Promise<unknown>} */
let staying = Promise.resolve();

/**
 * Stay on this page until `done`, whatever becomes of its session: it shows what is not shown again.
 *
 * @param {Promise<unknown>} done
 */
export function stayUntil(done) {
  staying = done.catch(() => {});
}

/** Go to the door, and come back here after it. */
export async function toTheDoor() {
  await staying;
  const here = location.pathname + location.search;
  location.assign(`/admin/sign-in?next=${encodeURIComponent(here)}`);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {{ body?: any, version?: string | number | null, file?: File, progress?: (share: number) => void, received?: (text: string) => void }} options
 * @returns {Promise<Answer>}
 */
function send(method, path, { body, version, file, progress, received }) {
  // XMLHttpRequest, because fetch does not tell how far an upload is.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader("X-CSRF-TOKEN", cookie("csrf_access_token"));
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    if (version) request.setRequestHeader("If-Match", `"v${version}"`);
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
    // An answer that comes in pieces: all that is here of it.
    if (received) request.addEventListener("progress", () => request.status < 400 && received(request.responseText));
    request.addEventListener("error", () => reject(new Problem(0, { code: "offline", detail: t("unreachable") })));
    request.addEventListener("load", () => {
      let data = null;
      try {
        // A part of a page stays as it came.
        const isPart = request.getResponseHeader("Content-Type")?.startsWith("text/html");
        data = isPart ? request.responseText : request.responseText ? JSON.parse(request.responseText) : null;
      } catch {
        data = null;
      }
      if (request.status >= 400)
        return reject(new Problem(request.status, typeof data === "object" && data ? data : {}));
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
 * Ask REST. A session whose access token is over is renewed once on the way. Rejects with a Problem.
 *
 * @param {string} method
 * @param {string} path
 * @param {{ body?: any, version?: string | number | null, file?: File, progress?: (share: number) => void, received?: (text: string) => void }} [options]
 * @returns {Promise<Answer>}
 */
export async function api(method, path, options = {}) {
  if (cookie("csrf_access_token")) {
    try {
      return await send(method, path, options);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
    }
  }
  try {
    await renew();
  } catch (problem) {
    if (problem instanceof Problem && [401, 403].includes(problem.status)) void toTheDoor();
    throw problem;
  }
  return send(method, path, options);
}

/**
 * Fetch the part of a page that a script puts into it. Rejects with a Problem.
 *
 * @param {string} address
 * @returns {Promise<string>}
 */
export async function part(address) {
  const response = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => {
    throw new Problem(0, { code: "offline", detail: t("unreachable") });
  });
  const text = await response.text();
  if (!response.ok) throw new Problem(response.status, {});
  return text;
}
