/** Opening hours in a form: a line of text for each weekday, `07:00-13:00, 15:00-19:00`. */

/** @typedef {Record<string, string[][]>} Schedule */

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement[]}
 */
const fields = (form) =>
  [...form.querySelectorAll("input[data-day]")].map((one) => /** @type {HTMLInputElement} */ (one));

/**
 * Complete a time, such as `7` or `7:30`. Invalid text stays as it is, and the server refuses it.
 *
 * @param {string} text
 */
function clock(text) {
  const found = /^(\d{1,2})(?:[:.h](\d{2})?)?$/.exec(text.trim());
  return found ? `${found[1].padStart(2, "0")}:${found[2] ?? "00"}` : text.trim();
}

/**
 * Return the schedule of a form as REST accepts it, or null if no day has hours.
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
 * Return a schedule as text, with the names of the days in the form.
 *
 * @param {HTMLFormElement} form
 * @param {Schedule} schedule
 */
export function formatSchedule(form, schedule) {
  return fields(form)
    .flatMap((field) => {
      const hours = schedule[field.dataset.day ?? ""];
      const day = field.labels?.[0]?.textContent?.trim();
      return hours ? [`${day} ${hours.map((one) => one.join("-")).join(", ")}`] : [];
    })
    .join("; ");
}
