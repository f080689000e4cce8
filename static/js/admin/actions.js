/**
 * Buttons that send one request to REST: `<button data-action="POST /api/...">`, with the optional attributes
 * `data-body`, `data-confirm`, `data-about`, `data-version`, `data-record`, `data-done`, `data-then`, and `data-undo`:
 * the request that undoes it, which the notice of success offers.
 */

import { expectProblem } from "../shared/problem.js";
import { toast, toasts } from "../shared/toasts.js";
import { showChanges } from "./changes.js";
import { confirmAction } from "./dialogs.js";
import { keep, take } from "./kept.js";
import { refreshParts } from "./lists.js";
import { asLeft } from "./returns.js";
import { api } from "./session.js";
import { t } from "./texts.js";

/** @type {Promise<unknown>} */
let current = Promise.resolve();

/** Wait until no question about an action is open and no action is under way. */
export const actionDone = () => current;

/**
 * The notice of something that was done: its text, and the request that undoes it, with the version of the record and
 * the page that shows it.
 * @typedef {{ text: string, undo?: { request: string, version: number | null, page?: string } }} Notice
 */

// A page that takes longer than this is not the one to which the action led.
const KEPT_MS = 30_000;

/** Show a notice on the page to which the browser is about to go. @param {Notice} notice */
export function announceThere(notice) {
  keep("notice", { notice, at: Date.now() });
}

/** Load the page again, with the errors that it shows: the user may not have read them. */
export function reloadPage() {
  const errors = toasts.value.filter(({ kind }) => kind === "error").map(({ text }) => text);
  keep("errors", { errors, at: Date.now() });
  location.reload();
}

/** @param {NonNullable<Notice["undo"]>} undo */
async function undoStep({ request, version, page }) {
  const [method, path] = request.split(" ");
  try {
    const response = await api(method, path, { version });
    document.dispatchEvent(new CustomEvent("lab:acted", { detail: response }));
    if (page) {
      announceThere({ text: t("undone") });
      return location.assign(page);
    }
    toast(t("undone"));
  } catch (error) {
    toast(expectProblem(error).message, "error");
  }
  refreshParts();
}

/** @param {Notice} notice */
function announce({ text, undo }) {
  const run = () => {
    if (undo) current = undoStep(undo);
  };
  toast(text, "success", { action: undo ? { text: t("undo"), key: "u", run } : null });
}

function showKeptNotices() {
  const isRecent = (/** @type {{ at: number } | null} */ known) => known && Date.now() - known.at < KEPT_MS;
  const [done, failed] = [take("notice"), take("errors")];
  if (isRecent(done)) announce(done.notice);
  if (isRecent(failed)) for (const text of failed.errors) toast(text, "error");
}

/** @param {HTMLElement} button */
async function run(button) {
  const [method, path] = (button.dataset.action ?? "").split(" ");
  // What the question is about: a live part may change the button while the dialog is open.
  const body = button.dataset.body ? JSON.parse(button.dataset.body) : undefined;
  const { version, record, then, undo } = button.dataset;
  if (button.dataset.confirm && !(await confirmAction(button.dataset.confirm, button))) return;
  button.classList.add("btn-loading");
  try {
    const response = await api(method, path, { body, version });
    button.dispatchEvent(new CustomEvent("lab:acted", { bubbles: true, detail: response }));
    /** @type {Notice} */
    const notice = { text: button.dataset.done ?? t("done") };
    if (undo) notice.undo = { request: undo, version: response.version, page: then };
    if (then) {
      announceThere(notice);
      return location.assign(asLeft(then));
    }
    announce(notice);
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

export function handleActions() {
  showKeptNotices();
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-action]");
    if (button instanceof HTMLElement && !button.classList.contains("btn-loading")) current = run(button);
  });
}
