/** The values of forms, as REST accepts them. */

import { momentOf } from "../shared/zones.js";
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
 * Return the time zone of a location that a form offers, that of the browser without one. Times are local to it.
 *
 * @param {HTMLFormElement} form
 * @param {number | string} [locationId] - the chosen one if left out
 */
export function zoneOf(form, locationId) {
  const place = /** @type {HTMLSelectElement} */ (form.elements.namedItem("locationId"));
  const chosen = String(locationId ?? place.value);
  const option = [...place.options].find((one) => one.value === chosen);
  return option?.dataset.zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
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
      return text === "" ? undefined : momentOf(text.slice(0, 10), text.slice(11, 16), zoneOf(form));
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
