/**
 * The service worker: opens the shell and the catalogue without a network. It never caches personal data.
 *
 * The address of a file changes with its content, so files come from the cache. For the shell and the catalogue, the
 * network is tried first. The server prepends `SHELL`, the list of the files to cache.
 */

const worker = /** @type {any} */ (self);
const CATALOG = "/api/catalog";
const cacheName = `lab-${SHELL.version}`;

/**
 * Cache everything. Fails if a file is from another version, as while a new one is rolled out: the browser tries again
 * later.
 */
async function fill() {
  const cache = await caches.open(cacheName);
  await cache.addAll(["/", CATALOG, ...SHELL.files]);
  for (const name of SHELL.files) {
    const caching = (await cache.match(name))?.headers.get("Cache-Control") ?? "";
    if (!caching.includes("immutable")) throw new Error(`${name} is from another version`);
  }
}

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(fill().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  const deleteOldCaches = async () => {
    const old = (await caches.keys()).filter((one) => one.startsWith("lab-") && one !== cacheName);
    await Promise.all(old.map((one) => caches.delete(one)));
    await worker.clients.claim();
  };
  event.waitUntil(deleteOldCaches());
});

/**
 * Fetch and cache a response. Without a network it comes from the cache.
 *
 * @param {Request} request
 * @param {string} key - the address in the cache
 */
async function networkFirst(request, key) {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request);
    if (response.status === 200 && !response.redirected) await cache.put(key, response.clone());
    return response;
  } catch (failure) {
    const cached = await cache.match(key);
    if (cached) return cached;
    throw failure;
  }
}

/**
 * Return a file from the cache, where `install` has put it, or else from the network.
 *
 * @param {Request} request
 */
async function cacheFirst(request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(request)) ?? fetch(request);
}

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  /** @type {Request} */
  const request = event.request;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin || request.headers.has("Authorization")) return;
  if (request.mode === "navigate") {
    if (SHELL.pages.includes(pathname)) event.respondWith(networkFirst(request, "/"));
  } else if (pathname === CATALOG) {
    event.respondWith(networkFirst(request, CATALOG));
  } else if (SHELL.files.includes(pathname)) {
    event.respondWith(cacheFirst(request));
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
