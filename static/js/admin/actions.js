/**
 * Buttons that send one request to REST: `<button data-action="POST /api/...">`, with the optional attributes
 * `data-body`, `data-confirm`, `data-about`, `data-version`, `data-record`, `data-done` and `data-then`.
 */

import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { showChanges } from "./changes.js";
import { confirmAction } from "./dialogs.js";
import { refreshParts } from "./lists.js";
import { api } from "./session.js";
import { t } from "./texts.js";

/** @param {HTMLElement} button */
async function run(button) {
  const [method, path] = (button.dataset.action ?? "").split(" ");
  // What the question is about: a live part may change the button while the dialog is open.
  const body = button.dataset.body ? JSON.parse(button.dataset.body) : undefined;
  const { version, record } = button.dataset;
  if (button.dataset.confirm && !(await confirmAction(button.dataset.confirm, button))) return;
  button.classList.add("btn-loading");
  try {
    const response = await api(method, path, { body, version });
    button.dispatchEvent(new CustomEvent("lab:acted", { bubbles: true, detail: response }));
    if (button.dataset.then) return location.assign(button.dataset.then);
    toast(button.dataset.done ?? t("done"));
    refreshParts();
  } catch (error) {
    const problem = expectProblem(error);
    if (problem.status === 409 || problem.status === 404) refreshParts();
    if (problem.code === "stale" && record) await showChanges(record);
    else toast(problem.message, "error");
  } finally {
    button.classList.remove("btn-loading");
  }
}

/** @type {Promise<unknown>} */
let current = Promise.resolve();

/** Wait until no question about an action is open and no action is under way. */
export const actionDone = () => current;

export function handleActions() {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-action]");
    if (button instanceof HTMLElement && !button.classList.contains("btn-loading")) current = run(button);
  });
}
