/** The texts of the app, in the language that the user chose or the browser prefers. */

import { readCookie, writeCookie } from "../shared/cookies.js";
import { formatter, interpolate } from "../shared/format.js";
import { Store } from "../shared/store.js";
import { en } from "./texts/en.js";
import { es } from "./texts/es.js";

/** @typedef {keyof typeof es} Key */
/** @typedef {"es" | "en"} Language */

/** @type {Record<Language, Record<Key, string>>} */
const TEXTS = { es, en };

/** Return the language of the cookie, which is a choice, or the first of the browser that there is, or Spanish. */
function preferredLanguage() {
  const wanted = [readCookie("lang"), ...navigator.languages].map((one) => one.slice(0, 2).toLowerCase());
  return /** @type {Language} */ (wanted.find((one) => one in TEXTS) ?? "es");
}

/** @type {Store<Language>} */
export const language = Store.lazy(preferredLanguage);

/** @param {Language} chosen */
export function chooseLanguage(chosen) {
  writeCookie("lang", chosen);
  document.documentElement.lang = chosen;
  language.set(chosen);
}

/**
 * Return a text with its `{name}` placeholders filled in.
 *
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export const t = (key, values = {}) => interpolate(TEXTS[language.value][key], values);

/**
 * Return the text for a number of things, with `{n}` filled in. Its keys are `key_other`, and `key_one` or another
 * category of `Intl.PluralRules` where the language has a different text for it.
 *
 * @template {string} K
 * @param {`${K}_other` extends Key ? K : never} key
 * @param {number} n
 * @returns {string}
 */
export function plural(key, n) {
  /** @type {Record<string, string>} */
  const texts = TEXTS[language.value];
  const category = formatter(Intl.PluralRules, language.value).select(n);
  return interpolate(texts[`${key}_${category}`] ?? texts[`${key}_other`], { n });
}
