/** Passwords made in the page, and the dialog that shows one of them once. */

import { answerOf, dialog } from "./dialogs.js";
import { t } from "./texts.js";

// 32 signs, so that five bits choose each without preference; without l and o, 0 and 1, which are mistaken for others.
const SIGNS = "abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH = 20;
const GROUP = 5;

/**
 * A password of 100 random bits, in groups that can be read aloud.
 *
 * @returns {string}
 */
export function newPassword() {
  const signs = [...crypto.getRandomValues(new Uint8Array(LENGTH))].map((byte) => SIGNS[byte % SIGNS.length]);
  const groups = [];
  while (signs.length > 0) groups.push(signs.splice(0, GROUP).join(""));
  return groups.join("-");
}

/**
 * Show a password until it is kept; nothing of it stays in the page.
 *
 * @param {string} password
 * @returns {Promise<void>}
 */
export async function showOnce(password) {
  const box = dialog("password-once");
  const place = /** @type {HTMLElement} */ (box.querySelector("[data-password]"));
  const copied = /** @type {HTMLElement} */ (box.querySelector("[data-copied]"));
  const copy = /** @type {HTMLButtonElement} */ (box.querySelector("[data-copy]"));
  place.textContent = password;
  copied.textContent = "";
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(password);
      copied.textContent = t("copied");
    } catch {
      // Not allowed here: whoever is asked to copy it by hand finds it selected.
      getSelection()?.selectAllChildren(place);
      copied.textContent = t("not_copied");
    }
  };
  // It cannot be shown again: not closed by a key pressed too often.
  box.oncancel = (event) => event.preventDefault();
  await answerOf(box);
  place.textContent = "";
  copy.onclick = null;
}
