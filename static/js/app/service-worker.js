/** Registers the service worker, with which the app opens without a network. */

import { navigate } from "./router.js";

/** Register the worker after the page has loaded, so that its downloads do not delay the page. */
export function registerServiceWorker() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  // A click on a notification.
  serviceWorker.addEventListener("message", ({ data }) => {
    if (typeof data?.href === "string" && data.href.startsWith("/")) navigate(data.href);
  });
  const register = () => void serviceWorker.register("/sw.js").catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
