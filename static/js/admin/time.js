/** Keeps relative times up to date: "hace 3 minutos" becomes "hace 4 minutos" without a reload. */

import { relative } from "../shared/format.js";
import { t } from "./texts.js";

const UPDATE_MS = 5_000;

/**
 * @param {number} moment - milliseconds, as of `Date.now()`
 * @returns {string}
 */
export function ago(moment) {
  const { key, n } = relative((Date.now() - moment) / 1000);
  return t(key, { n });
}

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
