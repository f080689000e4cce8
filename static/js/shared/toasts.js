/** The short notices that are on the page now. Each side of the application renders them in its own markup. */

import { Store } from "./store.js";

/** @typedef {"info" | "success" | "warning" | "error"} Kind */
/** @typedef {{ id: number, kind: Kind, text: string, title: string, href: string }} Toast */

const MAX_TOASTS = 4;
// A confirmation is short and expected; other notices are news and need more time to be read.
const CONFIRMATION_MS = 8_000;
const NEWS_MS = 15_000;
let lastId = 0;

/** @type {Store<Toast[]>} */
export const toasts = new Store(/** @type {Toast[]} */ ([]));

/** @param {number} id */
export function closeToast(id) {
  toasts.set(toasts.value.filter((one) => one.id !== id));
}

/**
 * Drop the oldest notices above the maximum. Errors stay until the user closes them.
 *
 * @param {Toast[]} all
 */
function withinMaximum(all) {
  const closable = all.slice(0, -1).filter((one) => one.kind !== "error");
  const dropped = new Set(closable.slice(0, Math.max(0, all.length - MAX_TOASTS)));
  return all.filter((one) => !dropped.has(one));
}

/**
 * Show a notice. An error stays until the user closes it.
 *
 * @param {string} text
 * @param {Kind} [kind]
 * @param {{ title?: string, href?: string }} [options] - a heading, and a link to more
 */
export function toast(text, kind = "success", { title = "", href = "" } = {}) {
  const id = ++lastId;
  toasts.set(withinMaximum([...toasts.value, { id, kind, text, title, href }]));
  const lifetime = kind === "success" && !href ? CONFIRMATION_MS : NEWS_MS;
  if (kind !== "error") setTimeout(() => closeToast(id), lifetime);
}
