/** Buttons that do one thing over REST: `<button data-action="POST /api/..." data-body data-confirm data-version data-then>`. */

import { confirmed } from "./dialogs.js";
import { refreshParts } from "./lists.js";
import { api, Problem } from "./session.js";
import { t } from "./texts.js";
import { toast } from "./toasts.js";

/** @param {HTMLElement} button */
async function act(button) {
  const [method, path] = (button.dataset.action ?? "").split(" ");
  if (button.dataset.confirm && !(await confirmed(button.dataset.confirm))) return;
  button.classList.add("btn-loading");
  try {
    const body = button.dataset.body ? JSON.parse(button.dataset.body) : undefined;
    const answer = await api(method, path, { body, version: button.dataset.version });
    button.dispatchEvent(new CustomEvent("lab:acted", { bubbles: true, detail: answer }));
    if (button.dataset.then) return location.assign(button.dataset.then);
    toast(button.dataset.done ?? t("done"));
    refreshParts();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, "error");
    if (problem.status === 409 || problem.status === 404) refreshParts();
  } finally {
    button.classList.remove("btn-loading");
  }
}

export function listenToActions() {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-action]");
    if (button instanceof HTMLElement && !button.classList.contains("btn-loading")) void act(button);
  });
}
