/** Generates passwords, and shows a generated one once. */

import { formatMoment } from "../shared/format.js";
import { dialog, openDialog } from "./dialogs.js";
import { language, t } from "./texts.js";

// 32 characters, so each has the same probability; without l, o, 0 and 1, which are easily confused.
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH = 20;
const GROUP = 5;

/**
 * Return a password of 100 random bits, in groups that are easy to read aloud.
 *
 * @returns {string}
 */
export function newPassword() {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  const characters = [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]);
  const groups = [];
  while (characters.length > 0) groups.push(characters.splice(0, GROUP).join(""));
  return groups.join("-");
}

/**
 * Show a password until the user closes the dialog, then remove it from the page.
 *
 * @param {string} password
 * @param {string} [id] - of the dialog
 * @param {string | null} [expiresAt] - the end of the password, ISO 8601
 * @returns {Promise<void>}
 */
export async function showOnce(password, id = "password-once", expiresAt = null) {
  const box = dialog(id);
  const until = box.querySelector("[data-until]");
  if (until && expiresAt) {
    const when = formatMoment(language, new Date(expiresAt));
    until.textContent = t("usable_until", { when });
  }
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
      // The browser does not allow it: select the password, so that the user can copy it.
      getSelection()?.selectAllChildren(place);
      copied.textContent = t("not_copied");
    }
  };
  // The password cannot be shown again, so Escape does not close the dialog.
  box.oncancel = (event) => event.preventDefault();
  await openDialog(box);
  place.textContent = "";
  copy.onclick = null;
}
