/** Money, dates and sizes in the language of the user. */

import * as shared from "../shared/format.js";
import { language, t } from "./texts.js";

export { hundredths } from "../shared/format.js";

const LOCALES = { es: "es-PE", en: "en-US" };

const locale = () => LOCALES[language.value];

/** @param {number} amount - in hundredths @param {string} currency */
export const money = (amount, currency) => shared.formatMoney(locale(), amount, currency);

/** @param {string} price @param {string} currency */
export const price = (price, currency) => money(shared.hundredths(price), currency);

/** @param {number} seconds - since then */
export function ago(seconds) {
  const { key, n } = shared.relative(seconds);
  return t(key, { n });
}

/**
 * @param {string | Date} moment
 * @param {Intl.DateTimeFormatOptions} form
 * @param {string} [timeZone]
 */
function formatDate(moment, form, timeZone) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const options = { hourCycle: "h23", ...form, ...zone };
  return shared.formatter(Intl.DateTimeFormat, locale(), options).format(new Date(moment));
}

// Times of day have one form, 09:05, in both languages.
const TIME = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit" });

/** @param {string} moment @param {string} [zone] */
export const dayAndTime = (moment, zone) =>
  formatDate(moment, { weekday: "short", day: "numeric", month: "short", ...TIME }, zone);

/** @param {string} moment @param {string} [zone] */
export const longDay = (moment, zone) => formatDate(moment, { weekday: "long", day: "numeric", month: "long" }, zone);

/** @param {string} moment @param {string} [zone] */
export const time = (moment, zone) => formatDate(moment, TIME, zone);

/** @param {string} moment */
export const dateAndTime = (moment) => shared.formatMoment(locale(), new Date(moment));

/** Format a local day, `2026-11-24`. @param {string} day */
export const shortDay = (day) =>
  formatDate(`${day}T12:00:00Z`, { weekday: "short", day: "numeric", month: "short" }, "UTC");

/** @param {number} bytes */
export function fileSize(bytes) {
  const [unit, size] = bytes >= 1_000_000 ? ["megabyte", 1_000_000] : ["kilobyte", 1_000];
  const form = /** @type {const} */ ({ style: "unit", unit, maximumFractionDigits: 1 });
  return shared.formatter(Intl.NumberFormat, locale(), form).format(bytes / Number(size));
}
