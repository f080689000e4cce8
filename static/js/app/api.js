/** REST in the name of who is signed in. */

import { Problem, send } from "./rest.js";
import { token } from "./session.js";
import { t } from "./texts.js";

/**
 * Ask REST; a token that is over, or was revoked, is renewed once on the way. Rejects with a Problem.
 *
 * @param {string} method
 * @param {string} path
 * @param {{ body?: unknown, version?: string | null }} [options]
 * @returns {Promise<import("./rest.js").Answer>}
 */
export async function api(method, path, { body, version } = {}) {
  /** @type {Record<string, string>} */
  const headers = version ? { "If-Match": version } : {};
  const ask = async (/** @type {boolean} */ force) => {
    const { accessToken } = await token({ force }).catch((reason) => {
      throw reason instanceof Problem ? reason : new Problem(401, { code: "signed_out", detail: t("signed_out") });
    });
    return send(method, path, { body, headers, token: accessToken });
  };
  try {
    return await ask(false);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401 || problem.code === "signed_out") throw problem;
    return ask(true);
  }
}
