/** The swap style `morph:innerHTML` of htmx, which merges a list as live updates do. */

import { Idiomorph } from "../../vendor/idiomorph/idiomorph.esm.js";

export function addMorphing() {
  // Only pages with lists load htmx.
  window.htmx?.defineExtension("morph", {
    /** @param {string} style @param {HTMLElement} target @param {DocumentFragment} fragment */
    handleSwap: (style, target, fragment) =>
      style === "morph:innerHTML" && Idiomorph.morph(target, fragment.children, { morphStyle: "innerHTML" }),
  });
}
