/** Searching as people type: without accents, in any order of the words. */

/** @param {string} text */
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

/**
 * @param {string} wanted
 * @returns {(...texts: string[]) => boolean} whether all words of what is wanted are in the texts
 */
export function matching(wanted) {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  return (...texts) => {
    const all = plain(texts.join(" "));
    return words.every((word) => all.includes(word));
  };
}
