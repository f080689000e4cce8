/** Times that keep moving: "hace 3 minutos" becomes "hace 4 minutos" by itself. */

const lang = document.documentElement.lang || "es";
const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/**
 * @param {number} seconds negative in the past
 * @returns {string}
 */
export function ago(seconds) {
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(0, "second");
}

/** @param {ParentNode} [root] */
export function showTimes(root = document) {
  for (const one of /** @type {NodeListOf<HTMLTimeElement>} */ (root.querySelectorAll('time[data-form="relative"]'))) {
    const text = ago((Date.parse(one.dateTime) - Date.now()) / 1000);
    if (one.textContent !== text) one.textContent = text;
  }
}

export function keepTimes() {
  showTimes();
  setInterval(showTimes, 5_000);
}
