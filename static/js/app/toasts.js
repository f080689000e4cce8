/** Short notices at the edge of the page; an error stays until it is closed. */

import { Store } from "./store.js";

/** @typedef {"info" | "success" | "warning" | "error"} Kind */
/** @typedef {{ id: number, kind: Kind, text: string, href?: string | undefined }} Toast */

const MOST = 4;
const SHOWN_MS = 12_000;
let last = 0;

/** @type {Store<Toast[]>} */
export const toasts = new Store(/** @type {Toast[]} */ ([]));

/** @param {number} id */
export function closeToast(id) {
  toasts.set(toasts.value.filter((one) => one.id !== id));
}

/**
 * @param {string} text
 * @param {Kind} [kind]
 * @param {string} [href] - where more of it is
 */
export function toast(text, kind = "success", href) {
  const id = ++last;
  toasts.set([...toasts.value, { id, kind, text, href }].slice(-MOST));
  if (kind !== "error") setTimeout(() => closeToast(id), SHOWN_MS);
}
