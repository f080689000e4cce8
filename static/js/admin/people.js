/** The pages of accounts: passwords that are made here and shown once, and a question before a role is changed. */

import { askBefore, confirmed } from "./dialogs.js";
import { newPassword, showOnce } from "./passwords.js";
import { api, Problem, stayUntil } from "./session.js";
import { t } from "./texts.js";
import { toast } from "./toasts.js";

/**
 * @param {string} address
 * @param {HTMLElement} button
 */
async function reset(address, button) {
  const password = newPassword();
  button.classList.add("btn-loading");
  try {
    await api("POST", address, { body: { newPassword: password } });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return toast(problem.message, "error");
  } finally {
    button.classList.remove("btn-loading");
  }
  await showOnce(password);
  location.reload();
}

/** @param {HTMLElement} button */
async function askAndReset(button) {
  if (button.classList.contains("btn-loading") || !(await confirmed(button.dataset.confirm ?? ""))) return;
  const form = document.getElementById("person");
  // The page hears of its own change before the password was read: it must neither reload nor leave.
  form?.setAttribute("data-saving", "");
  const done = reset(button.dataset.resetPassword ?? "", button);
  stayUntil(done);
  await done;
  form?.removeAttribute("data-saving");
}

/** @param {HTMLFormElement} form */
function preparePerson(form) {
  const role = /** @type {HTMLSelectElement} */ (form.elements.namedItem("role"));
  askBefore(form, () => (role.value === form.dataset.role ? null : (form.dataset.roleQuestion ?? null)));
}

/** @param {HTMLFormElement} form */
function prepareNew(form) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("password"));
  const word = /** @type {HTMLElement} */ (form.querySelector("[data-generated]"));
  let generated = "";
  form.querySelector("[data-generate]")?.addEventListener("click", () => {
    generated = newPassword();
    field.value = generated;
    word.textContent = t("generated");
  });
  field.addEventListener("input", () => {
    word.textContent = "";
  });
  form.addEventListener("lab:saved", async (event) => {
    const { data } = /** @type {CustomEvent} */ (event).detail;
    const shown = field.value === generated ? generated : "";
    field.value = "";
    if (shown) {
      // Signed out meanwhile or not, this is the only time that it is shown.
      const done = showOnce(shown);
      stayUntil(done);
      await done;
    }
    location.assign(`${form.dataset.page}${data.id}`);
  });
}

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-reset-password]");
  if (button instanceof HTMLElement) void askAndReset(button);
});
const person = document.getElementById("person");
if (person instanceof HTMLFormElement) preparePerson(person);
const made = document.getElementById("new-person");
if (made instanceof HTMLFormElement) prepareNew(made);
