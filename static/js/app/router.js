/** The address of the current view. Links within the app change it without loading a page. */

import { Store } from "../shared/store.js";

/** @typedef {{ path: string, query: URLSearchParams }} Route */

const current = () => ({
  path: location.pathname.replace(/(.)\/+$/, "$1"),
  query: new URLSearchParams(location.search),
});

/** @type {Store<Route>} */
export const route = new Store(current());

/**
 * @param {string} address
 * @param {{ replace?: boolean }} [options]
 */
export function navigate(address, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  route.set(current());
  scrollTo(0, 0);
}

/** @param {MouseEvent} event @param {readonly string[]} paths */
function onClick(event, paths) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.download) return;
  const isInternal = link.origin === location.origin && paths.includes(link.pathname);
  if (!isInternal || link.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

/** Open links to `paths` within the app. @param {readonly string[]} paths */
export function handleLinks(paths) {
  document.addEventListener("click", (event) => onClick(event, paths));
  addEventListener("popstate", () => route.set(current()));
}
