/** Which view an address shows: links within the app change the address and load nothing. */

import { Store } from "./store.js";

/** @typedef {{ path: string, query: URLSearchParams }} Route */

const here = () => ({ path: location.pathname.replace(/(.)\/+$/, "$1"), query: new URLSearchParams(location.search) });

/** @type {Store<Route>} */
export const route = new Store(here());

/**
 * @param {string} address
 * @param {{ replace?: boolean }} [options]
 */
export function navigate(address, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  route.set(here());
  scrollTo(0, 0);
}

/** @param {MouseEvent} event @param {readonly string[]} paths */
function follow(event, paths) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.download) return;
  const isOurs = link.origin === location.origin && paths.includes(link.pathname);
  if (!isOurs || link.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

/** Have the links to `paths` followed within the page. @param {readonly string[]} paths */
export function followLinks(paths) {
  document.addEventListener("click", (event) => follow(event, paths));
  addEventListener("popstate", () => route.set(here()));
}
