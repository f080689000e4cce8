/** The values of forms, as REST accepts them. */

import { scheduleIn } from "./schedule.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/**
 * Return the fields that are sent to REST: those with a name and a `data-type`.
 *
 * @param {HTMLFormElement} form
 * @returns {Control[]}
 */
export function controlsOf(form) {
  return /** @type {Control[]} */ (
    [...form.elements].filter((one) => one.getAttribute("name") && one.getAttribute("data-type"))
  );
}

/**
 * Return the value of a field as REST accepts it, or undefined to leave it out.
 *
 * @param {HTMLFormElement} form
 * @param {Control} control
 * @returns {any}
 */
function valueOf(form, control) {
  const text = control.value.trim();
  switch (control.dataset.type) {
    case "flag":
      return /** @type {HTMLInputElement} */ (control).checked;
    case "number":
      return text === "" ? undefined : Number(text);
    case "money":
      return text === "" ? undefined : text.replace(",", ".");
    case "moment":
      return text === "" ? undefined : new Date(text).toISOString();
    case "ids":
      return [...form.querySelectorAll(`[name="${CSS.escape(control.name)}"]`)]
        .filter((one) => !(one instanceof HTMLInputElement && one.type === "checkbox") || one.checked)
        .map((one) => Number(/** @type {Control} */ (one).value));
    case "schedule":
      return scheduleIn(form);
    case "optional":
      return text === "" ? undefined : text;
    case "optional-number":
      return text === "" ? null : Number(text);
    case "secret":
      return control.value;
    default:
      return text;
  }
}

/**
 * Return the values of a form as REST accepts them, by the names of the fields.
 *
 * @param {HTMLFormElement} form
 * @returns {Record<string, any>}
 */
export function valuesOf(form) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const control of controlsOf(form)) {
    const value = valueOf(form, control);
    if (value !== undefined) values[control.name] = value;
  }
  return values;
}

/**
 * Return a moment as the value of `<input type="datetime-local">`, in the zone of the browser.
 *
 * @param {string} moment - ISO 8601
 * @returns {string}
 */
export function localMoment(moment) {
  const when = new Date(moment);
  return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
