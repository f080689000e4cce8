/** The texts of the scripts, in the language of the page: the server renders them into it. */

import { interpolate } from "../shared/format.js";

/** @type {Record<string, string>} */
const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");

/** The language of the page. */
export const language = document.documentElement.lang || "es";

/**
 * Return a text with its `{name}` placeholders filled in.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export const t = (key, values = {}) => interpolate(texts[key] ?? key, values);
