/** The pages of accounts: generates passwords and shows them once, and confirms a change of the role. */

import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { announceThere } from "./actions.js";
import { sendWithPassword } from "./ask-again.js";
import { confirmAction, confirmBeforeSubmit } from "./dialogs.js";
import { newPassword, showOnce } from "./passwords.js";
import { api, delayRedirectUntil } from "./session.js";
import { t } from "./texts.js";

/**
 * @param {string} address
 * @param {HTMLElement} button
 */
async function resetPassword(address, button) {
  const password = newPassword();
  button.classList.add("btn-loading");
  let reset;
  try {
    reset = await api("POST", address, { body: { newPassword: password } });
  } catch (error) {
    return toast(expectProblem(error).message, "error");
  } finally {
    button.classList.remove("btn-loading");
  }
  await showOnce(password, "password-once", reset.data.passwordExpiresAt);
  location.reload();
}

/** @param {HTMLElement} button */
async function confirmAndReset(button) {
  if (button.classList.contains("btn-loading") || !(await confirmAction(button.dataset.confirm ?? "", button))) return;
  const form = document.getElementById("person");
  // The event of this change arrives while the password is shown: the page must neither reload nor redirect.
  form?.setAttribute("data-saving", "");
  const done = resetPassword(button.dataset.resetPassword ?? "", button);
  delayRedirectUntil(done);
  await done;
  form?.removeAttribute("data-saving");
}

/** @param {HTMLFormElement} form */
function preparePerson(form) {
  const role = /** @type {HTMLSelectElement} */ (form.elements.namedItem("role"));
  confirmBeforeSubmit(form, () => (role.value === form.dataset.role ? null : (form.dataset.roleQuestion ?? null)));
}

/** @param {HTMLFormElement} form */
function prepareNew(form) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("password"));
  const hint = /** @type {HTMLElement} */ (form.querySelector("[data-generated]"));
  let generated = "";
  form.querySelector("[data-generate]")?.addEventListener("click", () => {
    generated = newPassword();
    field.value = generated;
    hint.textContent = t("generated");
  });
  field.addEventListener("input", () => {
    hint.textContent = "";
  });
  form.addEventListener("lab:saved", async (event) => {
    const { data } = /** @type {CustomEvent} */ (event).detail;
    const shown = field.value === generated ? generated : "";
    field.value = "";
    if (shown) {
      // Shown only now, even if the session ends meanwhile.
      const done = showOnce(shown, "password-once", data.passwordExpiresAt);
      delayRedirectUntil(done);
      await done;
    }
    form.dataset.leaving = "";
    announceThere({ text: t("saved") });
    location.assign(`${form.dataset.page}${data.id}`);
  });
}

/** @param {HTMLElement} button */
async function resetSecondFactor(button) {
  const { question = "", resetSecondFactor: path = "" } = button.dataset;
  if (await sendWithPassword(question, path)) location.reload();
}

document.addEventListener("click", (event) => {
  const reset = /** @type {Element} */ (event.target).closest("[data-reset-second-factor]");
  if (reset instanceof HTMLElement) void resetSecondFactor(reset);
  const button = /** @type {Element} */ (event.target).closest("[data-reset-password]");
  if (button instanceof HTMLElement) void confirmAndReset(button);
});
const person = document.getElementById("person");
if (person instanceof HTMLFormElement) preparePerson(person);
const newForm = document.getElementById("new-person");
if (newForm instanceof HTMLFormElement) prepareNew(newForm);
