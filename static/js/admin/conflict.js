/** Compares two versions of a record: the changes of the user, and the version saved by somebody else. */

import { formatMoment, formatMoney, hundredths } from "../shared/format.js";
import { dialog, openDialog } from "./dialogs.js";
import { zoneOf } from "./form-values.js";
import { formatSchedule } from "./schedule.js";
import { language, t } from "./texts.js";

/** @typedef {import("./form-values.js").Control} Control */

/** @param {any} value */
const isEmpty = (value) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/**
 * Whether two values of a field are equal. REST and forms may write the same value differently.
 *
 * @param {Control} control
 * @param {any} one
 * @param {any} other
 */
function isSame(control, one, other) {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  if (control.dataset.type === "moment") return Date.parse(one) === Date.parse(other);
  if (control.dataset.type === "ids") return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Return the label of the checkbox for one id.
 *
 * @param {HTMLFormElement} form
 * @param {Control} control
 * @param {number} id
 */
function labelOfId(form, control, id) {
  const box = form.querySelector(`[name="${CSS.escape(control.name)}"][value="${id}"]`);
  return box?.closest("label")?.textContent?.trim() ?? String(id);
}

/**
 * Return the time of an appointment at its location, with the place of the zone if the clock of the browser differs.
 *
 * @param {string} moment - ISO 8601
 * @param {string} timeZone
 */
function formatVisitTime(moment, timeZone) {
  const when = new Date(moment);
  const text = formatMoment(language, when, timeZone);
  if (text === formatMoment(language, when)) return text;
  return `${text} (${t("time_of", { city: timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? "" })})`;
}

/**
 * Return a value of a record as the form shows it.
 *
 * @param {HTMLFormElement} form
 * @param {Control} control
 * @param {Record<string, any>} record
 * @returns {string}
 */
function formatValue(form, control, record) {
  const value = record[control.name];
  if (isEmpty(value)) return "—";
  if (control instanceof HTMLSelectElement) {
    return [...control.options].find((one) => one.value === String(value))?.text ?? String(value);
  }
  switch (control.dataset.type) {
    case "flag":
      return t(value ? "yes" : "no");
    case "money":
      return formatMoney(language, hundredths(value), control.dataset.currency ?? "USD");
    case "moment":
      return formatVisitTime(value, zoneOf(form, record.locationId));
    case "ids":
      return value.map((/** @type {number} */ id) => labelOfId(form, control, id)).join("; ");
    case "schedule":
      return formatSchedule(form, value);
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
 * Show both versions. Resolves to `mine`, `theirs`, or any other value to continue editing.
 *
 * The left column shows the record as `mine` would save it: fields that the user did not change have the saved values.
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
  const merged = { ...saved, ...changes };
  const rows = [...fields].map(([name, control]) => {
    const row = document.createElement("tr");
    row.dataset.field = name;
    row.classList.toggle("table-warning", !isSame(control, merged[name], saved[name]));
    const field = document.createElement("th");
    field.scope = "row";
    field.textContent = labelOf(form, control);
    row.append(field);
    for (const record of [merged, saved]) row.insertCell().textContent = formatValue(form, control, record);
    return row;
  });
  box.querySelector("tbody")?.replaceChildren(...rows);
  return openDialog(box);
}
