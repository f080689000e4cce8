/** One request to REST, and how it is refused. */

import { language, t } from "./texts.js";

/** @typedef {{ body?: unknown, headers?: Record<string, string>, token?: string, keepalive?: boolean }} Options */
/** @typedef {{ data: any, version: string | null }} Answer */

/** A refusal, as `application/problem+json` says it (RFC 9457); status 0 where there is no answer. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, detail?: string, errors?: Record<string, string[]> }} body
   */
  constructor(status, body) {
    super(body.detail ?? t("failed"));
    this.status = status;
    this.code = body.code ?? "internal";
    /** @type {Record<string, string[]>} */
    this.errors = body.errors ?? {};
  }
}

/**
 * Send a request. Rejects with a Problem.
 *
 * @param {string} method
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export async function send(method, path, { body, headers = {}, token, keepalive = false } = {}) {
  /** @type {Record<string, string>} */
  const all = { Accept: "application/json", "Accept-Language": language.value, ...headers };
  if (token) all.Authorization = `Bearer ${token}`;
  if (body !== undefined) all["Content-Type"] = "application/json";
  const content = body === undefined ? null : JSON.stringify(body);
  let response;
  let text;
  try {
    response = await fetch(path, { method, headers: all, body: content, keepalive });
    text = await response.text();
  } catch {
    throw new Problem(0, { code: "unreachable", detail: t("unreachable") });
  }
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    // Something before the server answered in its place.
    throw new Problem(response.status, { code: "internal" });
  }
  if (!response.ok) throw new Problem(response.status, data ?? {});
  return { data, version: response.headers.get("ETag") };
}
