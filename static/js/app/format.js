/** Money and moments as people of the chosen language read them. */

import { language } from "./texts.js";

const LOCALES = { es: "es-PE", en: "en-US" };

const locale = () => LOCALES[language.value];

/** @param {string} amount @returns {number} in hundredths, which can be added up */
export const hundredths = (amount) => Math.round(Number(amount) * 100);

/** @param {number} amount - in hundredths @param {string} currency */
export function money(amount, currency) {
  return new Intl.NumberFormat(locale(), { style: "currency", currency }).format(amount / 100);
}

/** @param {string} price @param {string} currency */
export const price = (price, currency) => money(hundredths(price), currency);

/**
 * @param {string | Date} moment
 * @param {Intl.DateTimeFormatOptions} form
 * @param {string} [timeZone]
 */
function written(moment, form, timeZone) {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Intl.DateTimeFormat(locale(), { ...form, ...zone }).format(new Date(moment));
}

/** @param {string} moment @param {string} [zone] */
export const dayAndTime = (moment, zone) =>
  written(moment, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }, zone);

/** @param {string} moment @param {string} [zone] */
export const longDay = (moment, zone) => written(moment, { weekday: "long", day: "numeric", month: "long" }, zone);

/** @param {string} moment @param {string} [zone] */
export const time = (moment, zone) => written(moment, { hour: "2-digit", minute: "2-digit" }, zone);

/** @param {string} moment */
export const dateAndTime = (moment) => written(moment, { dateStyle: "medium", timeStyle: "short" });

/** A local day, `2026-11-24`. @param {string} day */
export const shortDay = (day) =>
  written(`${day}T12:00:00Z`, { weekday: "short", day: "numeric", month: "short" }, "UTC");

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** @param {number} seconds - negative in the past */
export function ago(seconds) {
  const [unit, size] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** @param {number} bytes */
export function fileSize(bytes) {
  const [unit, size] = bytes >= 1_000_000 ? ["megabyte", 1_000_000] : ["kilobyte", 1_000];
  const form = /** @type {const} */ ({ style: "unit", unit, maximumFractionDigits: 1 });
  return new Intl.NumberFormat(locale(), form).format(bytes / Number(size));
}
