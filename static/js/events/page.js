/** What a page notices that a connection does not: it is seen again, the network came or went. Nothing under Node. */

/**
 * Call `onSeen` and `onLost` until the function that is returned is called.
 *
 * @param {{ onSeen: () => void, onLost: () => void }} callbacks
 * @returns {() => void}
 */
export function watchPage({ onSeen, onLost }) {
  const { document, window } = globalThis;
  if (window?.addEventListener === undefined || document?.addEventListener === undefined) return () => {};
  const onVisibility = () => {
    if (document.visibilityState === "visible") onSeen();
  };
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("pageshow", onSeen);
  window.addEventListener("online", onSeen);
  window.addEventListener("offline", onLost);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("pageshow", onSeen);
    window.removeEventListener("online", onSeen);
    window.removeEventListener("offline", onLost);
  };
}

/** Whether the browser says that there is no network. */
export function isOffline() {
  return globalThis.navigator?.onLine === false;
}
