/** Notices of the device, for who wants them, while the page is not looked at; they name no exam. */

import { cookie, keepCookie } from "./cookies.js";
import { navigate } from "./router.js";
import { Store } from "./store.js";
import { t } from "./texts.js";

const WISH = "lab_notices";

export const canNotify = "Notification" in globalThis;
export const notifying = new Store(canNotify && cookie(WISH) === "1" && Notification.permission === "granted");

/** Ask for consent. @returns {Promise<boolean>} whether it was given */
export async function askToNotify() {
  const consent = (await Notification.requestPermission()) === "granted";
  keepCookie(WISH, consent ? "1" : "");
  notifying.set(consent);
  return consent;
}

export function stopNotifying() {
  keepCookie(WISH, "");
  notifying.set(false);
}

/**
 * @param {string} text
 * @param {string} href
 * @param {string} tag - several pages of one browser show it once
 */
export async function notify(text, href, tag) {
  if (!document.hidden || !notifying.value || Notification.permission !== "granted") return;
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
