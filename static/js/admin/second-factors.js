/** The second factors of the account: adding, naming and removing them, and recovery codes, which are shown once. */

import { downloadText } from "../shared/download-text.js";
import { createPasskey, supportsPasskeys } from "../shared/passkeys.js";
import { Problem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { askUntilAccepted, sendWithPassword } from "./ask-again.js";
import { dialog, formIn, openDialog } from "./dialogs.js";
import { refreshParts } from "./lists.js";
import { api, delayRedirectUntil } from "./session.js";
import { t } from "./texts.js";

const FACTORS = "/api/auth/me/second-factors";

/** Show recovery codes until the user closes the dialog, then remove them from the page. @param {string[]} codes */
async function showCodes(codes) {
  const box = dialog("recovery-codes");
  const list = /** @type {HTMLElement} */ (box.querySelector("[data-codes-list]"));
  const copied = /** @type {HTMLElement} */ (box.querySelector("[data-copied]"));
  const account = /** @type {HTMLElement} */ (box.querySelector("[data-account]")).dataset.account ?? "";
  const text = [t("codes_title", { account }), ...codes].join("\n");
  list.replaceChildren(
    ...codes.map((code) => {
      const item = document.createElement("li");
      item.append(document.createElement("code"));
      /** @type {Element} */ (item.firstChild).textContent = code;
      return item;
    }),
  );
  copied.textContent = "";
  const copy = /** @type {HTMLButtonElement} */ (box.querySelector("[data-copy]"));
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copied.textContent = t("codes_copied");
    } catch {
      // The browser does not allow it: select the codes, so that the user can copy them.
      getSelection()?.selectAllChildren(list);
      copied.textContent = t("codes_not_copied");
    }
  };
  const download = /** @type {HTMLButtonElement} */ (box.querySelector("[data-download]"));
  download.onclick = () => downloadText(download.dataset.download ?? "", text);
  const print = /** @type {HTMLButtonElement} */ (box.querySelector("[data-print-codes]"));
  print.onclick = () => globalThis.print();
  // The codes cannot be shown again, so Escape does not close the dialog.
  box.oncancel = (event) => event.preventDefault();
  await openDialog(box);
  list.replaceChildren();
}

/** @param {string[]} codes */
async function keepCodes(codes) {
  const shown = showCodes(codes);
  delayRedirectUntil(shown);
  await shown;
}

/** Show the recovery codes that came with a factor, if any, and the new state. @param {string[]} codes */
async function finish(codes) {
  if (codes.length > 0) await keepCodes(codes);
  // The other pages are open to this administrator now.
  if (document.querySelector("[data-enrolling]")) location.assign("/admin");
  else refreshParts(["user"]);
}

/** @param {HTMLElement} button */
async function addAuthenticator(button) {
  const begun = await sendWithPassword(button.dataset.addAuthenticator ?? "", `${FACTORS}/totp`);
  if (!begun) return;
  const { secret, uri, qrCode, enrolment } = begun.data;
  const box = dialog("authenticator");
  /** @type {HTMLImageElement} */ (box.querySelector("[data-qr]")).src = qrCode;
  /** @type {HTMLAnchorElement} */ (box.querySelector("[data-uri]")).href = uri;
  const place = /** @type {HTMLElement} */ (box.querySelector("[data-secret]"));
  place.textContent = secret.replace(/(.{4})(?=.)/g, "$1 ");
  const answer = await askUntilAccepted("authenticator", ({ name, code }) =>
    api("POST", `${FACTORS}/totp/confirm`, { body: { enrolment, name, code } }),
  );
  place.textContent = "";
  box.querySelector("[data-qr]")?.removeAttribute("src");
  box.querySelector("[data-uri]")?.removeAttribute("href");
  if (answer) await finish(answer.data.recoveryCodes);
}

/**
 * Let the browser create a passkey. Rejects with a Problem.
 *
 * @param {any} options
 */
async function createdPasskey(options) {
  try {
    return await createPasskey(options);
  } catch (error) {
    const isKnown = error instanceof DOMException && error.name === "InvalidStateError";
    throw new Problem(0, { code: "cancelled", detail: t(isKnown ? "passkey_known" : "passkey_cancelled") });
  }
}

/** @param {HTMLElement} button */
async function addPasskey(button) {
  if (!supportsPasskeys()) return toast(t("passkey_unsupported"), "error");
  const begun = await sendWithPassword(button.dataset.addPasskey ?? "", `${FACTORS}/passkey-options`);
  if (!begun) return;
  const answer = await askUntilAccepted("passkey", async ({ name }) => {
    const credential = await createdPasskey(begun.data.publicKey);
    return api("POST", `${FACTORS}/passkeys`, { body: { name, credential } });
  });
  if (answer) await finish(answer.data.recoveryCodes);
}

/** @param {HTMLElement} button */
async function renewCodes(button) {
  const answer = await sendWithPassword(button.dataset.renewCodes ?? "", "/api/auth/me/recovery-codes");
  if (!answer) return;
  await keepCodes(answer.data.recoveryCodes);
  refreshParts(["user"]);
}

/** @param {HTMLElement} button */
async function removeFactor(button) {
  const answer = await sendWithPassword(button.dataset.question ?? "", button.dataset.removeFactor ?? "");
  if (!answer) return;
  toast(t("factor_removed"));
  refreshParts(["user"]);
}

/** @param {HTMLElement} button */
async function renameFactor(button) {
  const field = /** @type {HTMLInputElement} */ (formIn(dialog("factor-name")).elements.namedItem("name"));
  field.value = button.dataset.name ?? "";
  const answer = await askUntilAccepted("factor-name", ({ name }) =>
    api("PATCH", button.dataset.renameFactor ?? "", { body: { name } }),
  );
  if (answer) refreshParts(["user"]);
}

/** @type {Record<string, (button: HTMLElement) => Promise<void>>} */
const ACTIONS = {
  "[data-add-authenticator]": addAuthenticator,
  "[data-add-passkey]": addPasskey,
  "[data-renew-codes]": renewCodes,
  "[data-remove-factor]": removeFactor,
  "[data-rename-factor]": renameFactor,
};

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  for (const [selector, act] of Object.entries(ACTIONS)) {
    const button = target.closest(selector);
    if (button instanceof HTMLElement) void act(button);
  }
});
