/** Notifications of the device while the page is hidden, if the user enabled them. They never name an exam. */

import { readCookie, writeCookie } from "../shared/cookies.js";
import { Store } from "../shared/store.js";
import { navigate } from "./router.js";
import { t } from "./texts.js";

const COOKIE = "lab_notices";

export const isSupported = "Notification" in globalThis;
export const isEnabled = Store.lazy(
  () => isSupported && readCookie(COOKIE) === "1" && Notification.permission === "granted",
);

/** Enable notifications, after asking for permission. @returns {Promise<boolean>} whether it was granted */
export async function enable() {
  const isGranted = (await Notification.requestPermission()) === "granted";
  writeCookie(COOKIE, isGranted ? "1" : "");
  isEnabled.set(isGranted);
  return isGranted;
}

export function disable() {
  writeCookie(COOKIE, "");
  isEnabled.set(false);
}

/**
 * Show a notification if the page is hidden.
 *
 * @param {string} text
 * @param {string} href - the page that a click opens
 * @param {string} tag - identifies the event, so that several pages of a browser show it only once
 */
export async function notify(text, href, tag) {
  if (!document.hidden || !isEnabled.value || Notification.permission !== "granted") return;
  const options = { body: text, tag, icon: "/static/img/icon-192.png", data: { href } };
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration) {
    await registration.showNotification(t("lab"), options);
    return;
  }
  const shown = new Notification(t("lab"), options);
  shown.onclick = () => {
    window.focus();
    navigate(href);
  };
}
