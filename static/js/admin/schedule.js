/** Opening hours in a form: a line of text for each weekday, `07:00-13:00, 15:00-19:00`, and what REST makes of them. */

/** @typedef {Record<string, string[][]>} Schedule */

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement[]}
 */
const fields = (form) =>
  [...form.querySelectorAll("input[data-day]")].map((one) => /** @type {HTMLInputElement} */ (one));

/**
 * `7` and `7:30` are times, too; what is none is left as it is, for the server to refuse.
 *
 * @param {string} text
 */
function clock(text) {
  const found = /^(\d{1,2})(?:[:.h](\d{2})?)?$/.exec(text.trim());
  return found ? `${found[1].padStart(2, "0")}:${found[2] ?? "00"}` : text.trim();
}

/**
 * The schedule that is written in a form; null where no day has hours.
 *
 * @param {HTMLFormElement} form
 * @returns {Schedule | null}
 */
export function scheduleIn(form) {
  /** @type {Schedule} */
  const week = {};
  for (const field of fields(form)) {
    const hours = field.value.split(/[,;]/).filter((one) => one.trim() !== "");
    if (hours.length > 0) week[field.dataset.day ?? ""] = hours.map((one) => one.split(/[-–—]/).map(clock));
  }
  return Object.keys(week).length > 0 ? week : null;
}

/**
 * A schedule as a person reads it, with the names that the form has for the days.
 *
 * @param {HTMLFormElement} form
 * @param {Schedule} schedule
 */
export function inWords(form, schedule) {
  return fields(form)
    .filter((field) => schedule[field.dataset.day ?? ""])
    .map(
      (field) =>
        `${field.labels?.[0]?.textContent?.trim()} ${schedule[field.dataset.day ?? ""].map((one) => one.join("-")).join(", ")}`,
    )
    .join("; ");
}
