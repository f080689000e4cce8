/** The short notices that are on the page now. Each side of the application renders them in its own markup. */

import { Store } from "./store.js";

/** @typedef {"info" | "success" | "warning" | "error"} Kind */
/** @typedef {{ text: string, key: string, run: () => void }} ToastAction - a button and its shortcut */
/**
 * @typedef {{ id: number, kind: Kind, text: string, title: string, href: string, action: ToastAction | null }} Toast
 */

const MAX_TOASTS = 4;
// A confirmation is short and expected; other notices are news and need more time to be read.
const CONFIRMATION_MS = 8_000;
const NEWS_MS = 15_000;
let lastId = 0;

/** @type {Store<Toast[]>} */
export const toasts = new Store(/** @type {Toast[]} */ ([]));

/** @type {Map<number, { lifetime: number, timer: ReturnType<typeof setTimeout> }>} */
const timers = new Map();

/** @param {number} id @param {number} lifetime - in milliseconds */
function closeLater(id, lifetime) {
  timers.set(id, { lifetime, timer: setTimeout(() => closeToast(id), lifetime) });
}

/** @param {number} id */
export function closeToast(id) {
  clearTimeout(timers.get(id)?.timer);
  timers.delete(id);
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

/** Keep a notice open while somebody is about to use it. @param {number} id */
export function holdToast(id) {
  clearTimeout(timers.get(id)?.timer);
}

/** Close a held notice after its time, which begins again. @param {number} id */
export function releaseToast(id) {
  const known = timers.get(id);
  if (!known) return;
  clearTimeout(known.timer);
  closeLater(id, known.lifetime);
}

/**
 * Show a notice. An error stays until the user closes it.
 *
 * @param {string} text
 * @param {Kind} [kind]
 * @param {{ title?: string, href?: string, action?: ToastAction | null }} [options] - a heading, a link to more, and a
 *   button that closes the notice
 */
export function toast(text, kind = "success", { title = "", href = "", action = null } = {}) {
  const id = ++lastId;
  toasts.set(withinMaximum([...toasts.value, { id, kind, text, title, href, action }]));
  const lifetime = kind === "success" && !href ? CONFIRMATION_MS : NEWS_MS;
  if (kind !== "error") closeLater(id, lifetime);
}
