/** Keeps relative times up to date: "hace 3 minutos" becomes "hace 4 minutos" without a reload. */

import { formatRelative } from "../shared/format.js";
import { language } from "./texts.js";

const UPDATE_MS = 5_000;

/**
 * @param {number} moment - milliseconds, as of `Date.now()`
 * @returns {string}
 */
export const ago = (moment) => formatRelative(language, (moment - Date.now()) / 1000);

/** @param {ParentNode} [root] */
export function updateTimes(root = document) {
  for (const one of /** @type {NodeListOf<HTMLTimeElement>} */ (root.querySelectorAll('time[data-form="relative"]'))) {
    const text = ago(Date.parse(one.dateTime));
    if (one.textContent !== text) one.textContent = text;
  }
}

export function keepTimesUpdated() {
  updateTimes();
  setInterval(updateTimes, UPDATE_MS);
}
