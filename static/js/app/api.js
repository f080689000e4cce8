/** REST as the signed-in user. */

import { Problem } from "../shared/problem.js";
import { send } from "./rest.js";
import { getToken } from "./session.js";
import { t } from "./texts.js";

/**
 * Send a request. An expired or revoked access token is renewed once on the way. Rejects with a Problem.
 *
 * @param {string} method
 * @param {string} path
 * @param {{ body?: unknown, version?: string | null }} [options]
 * @returns {Promise<import("./rest.js").Answer>}
 */
export async function api(method, path, { body, version } = {}) {
  /** @type {Record<string, string>} */
  const headers = version ? { "If-Match": version } : {};
  const attempt = async (/** @type {boolean} */ force) => {
    const { accessToken } = await getToken({ force }).catch((reason) => {
      throw reason instanceof Problem ? reason : new Problem(401, { code: "signed_out", detail: t("signed_out") });
    });
    return send(method, path, { body, headers, token: accessToken });
  };
  try {
    return await attempt(false);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401 || error.code === "signed_out") throw error;
    return attempt(true);
  }
}
