/**
 * Keyboard shortcuts: `/` searches, `n` creates a record, `u` undoes a step, `g` and a letter opens a page, `?` shows
 * the list.
 */

import { isDark, saveTheme } from "../shared/theme.js";
import { dialog } from "./dialogs.js";

/** @type {Record<string, string>} */
const PAGES = { p: "/admin", c: "/admin/appointments", r: "/admin/results", e: "/admin/exams" };

const PREFIX_MS = 1_500;

/** @param {Event} event */
function isTyping(event) {
  const target = event.target;
  return target instanceof HTMLElement && (target.matches("input, select, textarea") || target.isContentEditable);
}

export function handleKeys() {
  let prefixAt = 0;
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    const page = PAGES[event.key];
    if (event.timeStamp - prefixAt < PREFIX_MS && page) return location.assign(page);
    prefixAt = event.key === "g" ? event.timeStamp : 0;
    if (event.key === "?") dialog("help").showModal();
    const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (target instanceof HTMLInputElement) target.focus();
    else if (target instanceof HTMLElement) target.click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-help]")) dialog("help").showModal();
    if (target.closest("[data-theme-switch]")) saveTheme(isDark() ? "light" : "dark");
  });
}
