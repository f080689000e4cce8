/** Light, dark, or as the device is. */

import { cookie, keepCookie } from "./cookies.js";
import { Store } from "./store.js";

/** @typedef {"auto" | "light" | "dark"} Theme */

/** @type {Store<Theme>} */
export const theme = new Store(
  /** @type {Theme} */ (["light", "dark"].find((one) => one === cookie("theme")) ?? "auto"),
);

function show() {
  const isDark = theme.value === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : theme.value === "dark";
  document.documentElement.dataset.theme = theme.value;
  document.documentElement.setAttribute("data-bs-theme", isDark ? "dark" : "light");
}

/** @param {Theme} chosen */
export function chooseTheme(chosen) {
  keepCookie("theme", chosen === "auto" ? "" : chosen);
  theme.set(chosen);
  show();
}

/** What the cookies say counts, also in a shell that was kept from before. */
export function showTheme() {
  show();
}
