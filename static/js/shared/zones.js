/** Local days and times of a location, which may be in another time zone than the browser. */

import { formatter } from "./format.js";

/** @param {string} zone @param {Date} moment @returns {Record<string, string>} */
function parts(zone, moment) {
  const form = formatter(Intl.DateTimeFormat, "en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return Object.fromEntries(form.formatToParts(moment).map(({ type, value }) => [type, value]));
}

/** Return the local day, `2026-11-24`. @param {string} zone @param {Date} [moment] */
export function dayIn(zone, moment = new Date()) {
  const { year, month, day } = parts(zone, moment);
  return `${year}-${month}-${day}`;
}

/** Return the local time, `07:30`. @param {string} zone @param {Date} moment */
export function timeIn(zone, moment) {
  const { hour, minute } = parts(zone, moment);
  return `${hour}:${minute}`;
}

/** @param {string} day @param {number} days */
export function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Return the weekday as the keys of a schedule name it. @param {string} day */
export function weekday(day) {
  return ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][new Date(`${day}T12:00:00Z`).getUTCDay()] ?? "";
}

/**
 * Return the moment of a local time, in ISO 8601.
 *
 * @param {string} day
 * @param {string} time
 * @param {string} zone
 */
export function momentOf(day, time, zone) {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const offsetAt = (/** @type {number} */ instant) => {
    const { year, month, day: local, hour, minute, second } = parts(zone, new Date(instant));
    return Date.parse(`${year}-${month}-${local}T${hour}:${minute}:${second}Z`) - instant;
  };
  // Twice, since the first guess may be on the other side of a change of the clocks.
  const guess = wanted - offsetAt(wanted);
  return new Date(wanted - offsetAt(guess)).toISOString();
}
