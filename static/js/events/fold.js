/** Text without case and accents, as the server compares it. */

/** @param {string} text */
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
