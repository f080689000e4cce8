/** Signals of the browser: the page became visible, the network came or went. Under Node there are none. */

/**
 * Call `onWake` when the page becomes visible or the network returns, and `onLost` when the network is lost.
 *
 * @param {{ onWake: () => void, onLost: () => void }} callbacks
 * @returns {() => void} stops watching
 */
export function watchPage({ onWake, onLost }) {
  const { document, window } = globalThis;
  if (window?.addEventListener === undefined || document?.addEventListener === undefined) return () => {};
  const onVisibility = () => {
    if (document.visibilityState === "visible") onWake();
  };
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("pageshow", onWake);
  window.addEventListener("online", onWake);
  window.addEventListener("offline", onLost);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("pageshow", onWake);
    window.removeEventListener("online", onWake);
    window.removeEventListener("offline", onLost);
  };
}

/** Whether the browser reports that there is no network. */
export function isOffline() {
  return globalThis.navigator?.onLine === false;
}
