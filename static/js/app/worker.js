/**
 * The service worker: the shell and the catalogue can be opened without a network. Nothing personal is ever kept.
 *
 * What is fetched is always the newest; what was kept is only for when nothing can be fetched. Before this file the
 * server puts `SHELL`, what there is to keep.
 */

const worker = /** @type {any} */ (self);
const CATALOG = "/api/catalog";
const kept = `lab-${SHELL.version}`;

worker.addEventListener("install", (/** @type {any} */ event) => {
  const fill = async () => (await caches.open(kept)).addAll(["/", CATALOG, ...SHELL.files]);
  event.waitUntil(fill().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((one) => one.startsWith("lab-") && one !== kept);
    await Promise.all(old.map((one) => caches.delete(one)));
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

/**
 * @param {Request} request
 * @param {string} key - what it is kept as
 */
async function newest(request, key) {
  const cache = await caches.open(kept);
  try {
    const response = await fetch(request);
    if (response.status === 200 && !response.redirected) await cache.put(key, response.clone());
    return response;
  } catch (failure) {
    const known = await cache.match(key);
    if (known) return known;
    throw failure;
  }
}

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  /** @type {Request} */
  const request = event.request;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin || request.headers.has("Authorization")) return;
  if (request.mode === "navigate") {
    if (SHELL.pages.includes(pathname)) event.respondWith(newest(request, "/"));
  } else if (pathname === CATALOG || SHELL.files.includes(pathname)) {
    event.respondWith(newest(request, pathname));
  }
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  const open = async () => {
    const [page] = await worker.clients.matchAll({ type: "window" });
    if (!page) return worker.clients.openWindow(event.notification.data.href);
    await page.focus();
    page.postMessage({ href: event.notification.data.href });
  };
  event.waitUntil(open());
});
