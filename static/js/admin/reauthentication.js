/** Asks users to prove again who they are where the server requires it; then their very request goes on. */

import { answerWithPasskey, supportsPasskeys } from "../shared/passkeys.js";
import { Problem } from "../shared/problem.js";
import { askUntilAccepted } from "./ask-again.js";
import { api, onProofRequired } from "./session.js";
import { t } from "./texts.js";

const PATH = "/api/auth/reauthenticate";

/** @param {string} text */
const cancelled = (text) => new Problem(0, { code: "cancelled", detail: t(text) });

/** Let the user answer with a passkey. Rejects with a Problem. */
async function passkeyAnswer() {
  if (!supportsPasskeys()) throw cancelled("passkey_unsupported");
  const { data } = await api("POST", `${PATH}/passkey-options`);
  try {
    return await answerWithPasskey(data.publicKey);
  } catch {
    throw cancelled("passkey_cancelled");
  }
}

/**
 * Put the dialog into the page, with the fields for these methods.
 *
 * @param {string[]} methods
 */
function addDialog(methods) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("reauthenticate-template"));
  const box = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const takesKey = methods.includes("passkey");
  const takesCode = methods.includes("totp") || methods.includes("recovery");
  box.querySelector("[data-code]")?.toggleAttribute("hidden", !takesCode);
  box.querySelector("[data-key-or-code]")?.toggleAttribute("hidden", !takesKey);
  box.querySelector("[data-key]")?.toggleAttribute("hidden", !takesKey || takesCode);
  document.body.append(box);
  return box;
}

/**
 * Ask for a proof until the server accepts one. Rejects with a Problem if the user cancels.
 *
 * @param {string[]} methods
 */
async function ask(methods) {
  const box = addDialog(methods);
  try {
    const answer = await askUntilAccepted(box.id, async ({ currentPassword, code }) => {
      const factor = methods.includes("passkey") && !code ? { passkey: await passkeyAnswer() } : code ? { code } : {};
      return api("POST", PATH, { body: { currentPassword, ...factor } });
    });
    if (!answer) throw cancelled("not_proved");
  } finally {
    box.remove();
  }
}

/** Requests that wait for a proof at the same time wait for the same one. @type {Promise<void> | null} */
let asking = null;

export function handleProofs() {
  onProofRequired(async ({ methods }, body) => {
    const { currentPassword } = /** @type {{ currentPassword?: string }} */ (body ?? {});
    if (currentPassword && methods.every((one) => one === "password")) {
      // The user has just entered all that is needed.
      await api("POST", PATH, { body: { currentPassword } });
      return;
    }
    asking ??= ask(methods).finally(() => {
      asking = null;
    });
    await asking;
  });
}
