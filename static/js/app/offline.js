/** The service worker: the app can be opened without a network, and notices lead back into it. */

import { navigate } from "./router.js";

/** Have the shell and the catalogue kept, once the page has what it needs itself. */
export function followWorker() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  serviceWorker.addEventListener("message", ({ data }) => {
    if (typeof data?.href === "string" && data.href.startsWith("/")) navigate(data.href);
  });
  const begin = () => void serviceWorker.register("/sw.js").catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}
