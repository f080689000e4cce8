/** The ways back to a list: to the search, the filters, the order and the page with which it was left. */

import { keep, kept } from "./kept.js";

/**
 * Return the address of a list as it was left in this tab. Other addresses stay as they are.
 *
 * @param {string} address
 * @returns {string}
 */
export const asLeft = (address) => address + (kept(`list:${address}`) ?? "");

export function keepLists() {
  addEventListener("pagehide", () => {
    if (document.getElementById("filters")) keep(`list:${location.pathname}`, location.search);
  });
  // Each time that the page is shown: the browser may keep it while the list changes.
  addEventListener("pageshow", () => {
    for (const link of document.querySelectorAll(".page-pretitle a, a[data-back]")) {
      const address = new URL(/** @type {HTMLAnchorElement} */ (link).href).pathname;
      link.setAttribute("href", asLeft(address));
    }
  });
}
