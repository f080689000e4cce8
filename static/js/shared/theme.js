/** Light, dark, or the setting of the device. The choice is a cookie, which the server reads as well. */

import { readCookie, writeCookie } from "./cookies.js";

/** @typedef {"auto" | "light" | "dark"} Theme */

/**
 * Return the theme of the cookie.
 *
 * @returns {Theme}
 */
export function savedTheme() {
  const saved = readCookie("theme");
  return saved === "light" || saved === "dark" ? saved : "auto";
}

/**
 * Show a theme. `head.js` decides what `auto` means.
 *
 * @param {Theme} theme
 */
export function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("lab:theme"));
}

/**
 * Show a theme and store the choice.
 *
 * @param {Theme} theme
 */
export function saveTheme(theme) {
  writeCookie("theme", theme === "auto" ? "" : theme);
  applyTheme(theme);
}

/** Whether the page is dark now, by choice or by the device. */
export function isDark() {
  return document.documentElement.getAttribute("data-bs-theme") === "dark";
}
