/** The keyboard: `/` searches, `n` makes something new, `g` and a letter goes somewhere, `?` says all of it. */

import { dialog } from "./dialogs.js";

/** @type {Record<string, string>} */
const PLACES = { p: "/admin", c: "/admin/appointments", r: "/admin/results", e: "/admin/exams" };

/** @param {Event} event */
function isTyping(event) {
  const target = event.target;
  return target instanceof HTMLElement && (target.matches("input, select, textarea") || target.isContentEditable);
}

export function listenToKeys() {
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]"))
      return;
    const place = PLACES[event.key];
    if (event.timeStamp - going < 1_500 && place) return location.assign(place);
    going = event.key === "g" ? event.timeStamp : 0;
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
    if (target.closest("[data-theme-switch]")) {
      const root = document.documentElement;
      const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.dataset.theme = next;
      root.setAttribute("data-bs-theme", next);
      document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
    }
  });
}
