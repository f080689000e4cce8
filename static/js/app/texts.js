/** What people read, in the language that they chose; Spanish otherwise. */

import { cookie, keepCookie } from "./cookies.js";
import { Store } from "./store.js";
import { en } from "./texts/en.js";
import { es } from "./texts/es.js";

/** @typedef {keyof typeof es} Key */
/** @typedef {"es" | "en"} Language */

/** @type {Record<Language, Record<Key, string>>} */
const TEXTS = { es, en };

/** @type {Store<Language>} */
export const language = new Store(cookie("lang") === "en" ? "en" : "es");

/** @param {Language} chosen */
export function chooseLanguage(chosen) {
  keepCookie("lang", chosen);
  document.documentElement.lang = chosen;
  language.set(chosen);
}

/**
 * Return a text, with `{name}` filled in.
 *
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  return TEXTS[language.value][key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Return the text for one or for many: `key_one` or `key_many`, with `{n}` filled in.
 *
 * @template {string} K
 * @param {`${K}_one` extends Key ? K : never} key
 * @param {number} n
 * @returns {string}
 */
export function counted(key, n) {
  return t(/** @type {Key} */ (`${key}_${n === 1 ? "one" : "many"}`), { n });
}
