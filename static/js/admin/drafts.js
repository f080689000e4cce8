/**
 * What was typed into a form when the session ended. It is kept in the tab and put back after the same user has signed
 * in again, on the same page. Passwords and files are never kept.
 */

import { isSigningOut, keep, take } from "./kept.js";
import { t } from "./texts.js";

/** @typedef {Record<string, string | boolean>} States - the contents of the controls of a form, by their names */

// Whoever comes back later starts afresh.
const KEPT_MS = 12 * 3_600_000;
const UNKEPT = ["password", "file", "search", "submit", "button"];

/**
 * Return the controls whose contents can be kept. Checkboxes that share a name are told apart by their values.
 *
 * @param {HTMLFormElement} form
 * @returns {Map<string, import("./form-values.js").Control>}
 */
function controlsIn(form) {
  const controls = /** @type {import("./form-values.js").Control[]} */ ([...form.elements]);
  return new Map(
    controls
      .filter((one) => (one.id || one.name) && "value" in one && !UNKEPT.includes(one.type))
      .map((one) => [one.id || (one.type === "checkbox" ? `${one.name}=${one.value}` : one.name), one]),
  );
}

/** @param {import("./form-values.js").Control} control */
const stateOf = (control) =>
  control instanceof HTMLInputElement && control.type === "checkbox" ? control.checked : control.value;

/** Return the contents of a form. @param {HTMLFormElement} form @returns {States} */
export const statesOf = (form) =>
  Object.fromEntries([...controlsIn(form)].map(([name, control]) => [name, stateOf(control)]));

/** @param {HTMLFormElement} form @param {States} states */
function fill(form, states) {
  const controls = controlsIn(form);
  for (const [name, state] of Object.entries(states)) {
    const control = controls.get(name);
    if (!control || stateOf(control) === state) continue;
    if (typeof state === "boolean") /** @type {HTMLInputElement} */ (control).checked = state;
    else control.value = state;
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  form.dispatchEvent(new CustomEvent("lab:filled"));
}

/** @param {HTMLFormElement} form */
const keyOf = (form) => {
  const { user } = document.body.dataset;
  return `draft:${user}:${location.pathname}${location.search} ${form.dataset.method} ${form.dataset.api}`;
};

/**
 * Keep what a form has and `initial` has not.
 *
 * @param {HTMLFormElement} form
 * @param {States} initial
 * @returns {boolean} whether there was something to keep
 */
export function keepDraft(form, initial) {
  const changed = Object.entries(statesOf(form)).filter(([name, state]) => state !== initial[name]);
  if (changed.length === 0 || isSigningOut()) return false;
  keep(keyOf(form), { states: Object.fromEntries(changed), version: form.dataset.version, at: Date.now() });
  return true;
}

/**
 * Put back what was kept of a form, with a message and a button that discards it.
 *
 * @param {HTMLFormElement} form
 * @param {States} initial
 */
export function restoreDraft(form, initial) {
  const draft = take(keyOf(form));
  if (!draft || Date.now() - draft.at > KEPT_MS) return;
  const { version } = form.dataset;
  fill(form, draft.states);
  // If the record has changed since, saving shows both versions.
  if (draft.version) form.dataset.version = draft.version;
  const box = document.createElement("div");
  box.className = "alert alert-info d-flex flex-wrap gap-2 align-items-center m-3 mb-0";
  box.setAttribute("role", "status");
  box.setAttribute("data-restored", "");
  const words = document.createElement("span");
  words.className = "flex-fill";
  words.textContent = t("restored");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "btn btn-sm";
  discard.textContent = t("discard");
  discard.addEventListener("click", () => {
    fill(form, initial);
    if (version) form.dataset.version = version;
    box.remove();
    /** @type {HTMLElement | null} */ (form.querySelector("input, select, textarea"))?.focus();
  });
  box.append(words, discard);
  form.prepend(box);
  form.addEventListener("lab:saved", () => box.remove());
}
