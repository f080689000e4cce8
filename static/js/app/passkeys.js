/** Passkeys of the app: what the browser refuses becomes a Problem. */

import { answerWithPasskey, createPasskey } from "../shared/passkeys.js";
import { Problem } from "../shared/problem.js";
import { api } from "./api.js";
import { send } from "./rest.js";
import { passSecondStep } from "./session.js";
import { t } from "./texts.js";

/**
 * @template T
 * @param {Promise<T>} asked
 * @returns {Promise<T>}
 */
const answered = (asked) =>
  asked.catch((error) => {
    const isKnown = error instanceof DOMException && error.name === "InvalidStateError";
    throw new Problem(0, { code: "cancelled", detail: t(isKnown ? "passkey_known" : "passkey_cancelled") });
  });

/** Complete a sign-in with a passkey. @param {string} challenge */
export async function passWithPasskey(challenge) {
  const { data } = await send("POST", "/api/session/passkey-options", { body: { challenge } });
  await passSecondStep({ challenge, passkey: await answered(answerWithPasskey(data.publicKey)) });
}

/**
 * Create a passkey and add it to the account.
 *
 * @param {Record<string, unknown>} options - of the server
 * @param {string} name
 * @returns {Promise<import("../rest-types.d.ts").NewFactor>}
 */
export async function addPasskey(options, name) {
  const credential = await answered(createPasskey(options));
  return (await api("POST", "/api/auth/me/second-factors/passkeys", { body: { name, credential } })).data;
}
