/** Two versions of a record side by side: what one was about to save, and what somebody else saved meanwhile. */

import { answerOf, dialog } from "./dialogs.js";
import { inWords as scheduleInWords } from "./schedule.js";
import { t } from "./texts.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

const lang = document.documentElement.lang;

/** @param {any} value */
const isNothing = (value) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/**
 * Whether two values of a field mean the same: REST and a form may write them differently.
 *
 * @param {Control} control
 * @param {any} one
 * @param {any} other
 */
function same(control, one, other) {
  if (isNothing(one) || isNothing(other)) return isNothing(one) && isNothing(other);
  if (control.dataset.type === "moment") return Date.parse(one) === Date.parse(other);
  if (control.dataset.type === "ids") return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * A value as the form shows it.
 *
 * @param {HTMLFormElement} form
 * @param {Control} control
 * @param {any} value
 * @returns {string}
 */
function inWords(form, control, value) {
  if (isNothing(value)) return "—";
  if (control instanceof HTMLSelectElement)
    return [...control.options].find((one) => one.value === String(value))?.text ?? String(value);
  switch (control.dataset.type) {
    case "flag":
      return t(value ? "yes" : "no");
    case "moment":
      return new Date(value).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
    case "ids":
      return value
        .map(
          (/** @type {number} */ id) =>
            form
              .querySelector(`[name="${CSS.escape(control.name)}"][value="${id}"]`)
              ?.closest("label")
              ?.textContent?.trim() ?? id,
        )
        .join("; ");
    case "schedule":
      return scheduleInWords(form, value);
    default:
      return String(value);
  }
}

/** @param {HTMLFormElement} form @param {Control} control */
function labelOf(form, control) {
  const place =
    form.querySelector(`label[for="f-${CSS.escape(control.name)}"]`) ??
    control.closest("fieldset")?.querySelector("legend") ??
    control.closest("label");
  return place?.textContent?.trim() ?? control.name;
}

/**
 * Show both versions and return what to do: `mine`, `theirs`, or anything else to go on editing.
 *
 * What one did not change oneself is as it was saved: so the left column is what `mine` makes of the record.
 *
 * @param {HTMLFormElement} form
 * @param {Control[]} controls
 * @param {Record<string, any>} changes
 * @param {Record<string, any>} saved
 * @param {string} title
 * @returns {Promise<string>}
 */
export function compare(form, controls, changes, saved, title) {
  const box = dialog("conflict");
  const head = box.querySelector("#conflict-title");
  if (head) head.textContent = title;
  const fields = new Map(controls.map((control) => [control.name, control]));
  const rows = [...fields].map(([name, control]) => {
    const theirs = saved[name];
    const mine = name in changes ? changes[name] : theirs;
    const row = document.createElement("tr");
    row.dataset.field = name;
    row.classList.toggle("table-warning", !same(control, mine, theirs));
    const field = document.createElement("th");
    field.scope = "row";
    field.textContent = labelOf(form, control);
    row.append(field);
    for (const value of [mine, theirs]) row.insertCell().textContent = inWords(form, control, value);
    return row;
  });
  box.querySelector("tbody")?.replaceChildren(...rows);
  return answerOf(box);
}
