/** The button of the second step of a sign-in that asks the browser for a passkey. */

import { answerWithPasskey, supportsPasskeys } from "../shared/passkeys.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("passkey-form"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const fault = /** @type {HTMLElement} */ (form.querySelector("[data-fault]"));

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** @param {string} [text] */
function showFault(text = "") {
  fault.textContent = text;
  fault.classList.toggle("d-block", Boolean(text));
}

async function answer() {
  button.classList.add("btn-loading");
  showFault();
  try {
    const response = await fetch("/api/auth/login/passkey-options", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ challenge: field("challenge").value }),
    });
    const body = await response.json();
    if (!response.ok) return showFault(body.detail);
    field("passkey").value = JSON.stringify(await answerWithPasskey(body.publicKey));
    form.submit();
  } catch {
    // The user cancelled, the time is over, or there is no network.
    showFault(form.dataset.cancelled);
  } finally {
    button.classList.remove("btn-loading");
  }
}

if (supportsPasskeys()) {
  button.hidden = false;
  button.addEventListener("click", () => void answer());
  button.focus();
} else {
  showFault(form.dataset.unsupported);
}
