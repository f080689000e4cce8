/** Texts with values, money, and times. */

/**
 * Replace each `{name}` in a text by its value. A name without a value stays as it is.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function interpolate(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @type {Map<string, unknown>} */
const formatters = new Map();

/**
 * Return a formatter of `Intl`, the same one at each call: to make one takes longer than to format many values.
 *
 * @template T
 * @param {new (locale: string, options: any) => T} Kind
 * @param {string} locale
 * @param {object} [options]
 * @returns {T}
 */
export function formatter(Kind, locale, options) {
  const key = `${Kind.name} ${locale} ${JSON.stringify(options)}`;
  const made = /** @type {T | undefined} */ (formatters.get(key)) ?? new Kind(locale, options);
  formatters.set(key, made);
  return made;
}

/**
 * Convert a decimal amount of REST into hundredths, which can be added without rounding errors.
 *
 * @param {string | number | undefined} amount
 * @returns {number}
 */
export const hundredths = (amount) => Math.round(Number(amount) * 100);

/**
 * @param {string} locale
 * @param {number} amount - in hundredths
 * @param {string} currency
 * @returns {string}
 */
export function formatMoney(locale, amount, currency) {
  return formatter(Intl.NumberFormat, locale, { style: "currency", currency }).format(amount / 100);
}

/**
 * Format an amount for a field: as `formatMoney` does, without the currency.
 *
 * @param {string} locale
 * @param {number} amount - in hundredths
 * @returns {string}
 */
export function formatAmount(locale, amount) {
  const form = { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: false };
  return formatter(Intl.NumberFormat, locale, form).format(amount / 100);
}

/**
 * Format a date and time without seconds; times of day have one form, 09:05, in both languages.
 *
 * @param {string} locale
 * @param {Date} moment
 * @param {string} [timeZone] - that of the browser if left out
 * @returns {string}
 */
export function formatMoment(locale, moment, timeZone) {
  const date = /** @type {const} */ ({ day: "numeric", month: "short", year: "numeric" });
  const time = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const zone = timeZone === undefined ? {} : { timeZone };
  return formatter(Intl.DateTimeFormat, locale, { ...date, ...time, ...zone }).format(moment);
}

/** @type {["day" | "hour" | "minute" | "second", number][]} */
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/**
 * Return the key of the text for a time in the past, and the number in it. `Intl.RelativeTimeFormat` would take longer
 * to make than any other part of a page takes to start.
 *
 * @param {number} seconds - since then
 */
export function relative(seconds) {
  const [unit, size] = UNITS.find(([, one]) => seconds >= one) ?? ["second", 1];
  const n = Math.max(0, Math.trunc(seconds / size));
  if (n === 0) return { key: /** @type {const} */ ("ago_now"), n };
  return { key: /** @type {const} */ (`ago_${unit}_${n === 1 ? "one" : "other"}`), n };
}
