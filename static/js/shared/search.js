/** Search while typing: ignores case and accents, and finds words in any order. */

import { fold } from "../events/fold.js";

/**
 * Return a function that reports whether texts contain every word of `query`. An empty query matches everything.
 *
 * @param {string} query
 * @returns {(...texts: string[]) => boolean}
 */
export function matching(query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return (...texts) => {
    const folded = fold(texts.join(" "));
    return words.every((word) => folded.includes(word));
  };
}
