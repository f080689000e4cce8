/** Requests to REST. */

import { Problem } from "../shared/problem.js";
import { language, t } from "./texts.js";

/** @typedef {{ body?: unknown, headers?: Record<string, string>, token?: string, keepalive?: boolean }} Options */
/** @typedef {{ data: any, version: string | null, position: string | null }} Answer */

/** Return the refusal of a response that is not a success. @param {Response} response */
export async function readProblem(response) {
  // The response may come from a proxy in front of the server.
  const data = await response.json().catch(() => ({}));
  return new Problem(response.status, data ?? {}, t("failed"));
}

/**
 * Send a request. Rejects with a Problem, whose status is 0 if there was no response.
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
    // The response came from a proxy in front of the server.
    throw new Problem(response.status, {}, t("failed"));
  }
  if (!response.ok) throw new Problem(response.status, data ?? {}, t("failed"));
  return { data, version: response.headers.get("ETag"), position: response.headers.get("Event-Position") };
}
