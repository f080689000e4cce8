/** The open sessions of an account: names their devices, and fetches them again now and then. */

import { deviceName } from "../shared/device.js";
import { refreshParts } from "./lists.js";
import { t } from "./texts.js";

const REFRESH_MS = 20_000;

function nameDevices() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-agent]"))) {
    const name = deviceName(place.dataset.agent) || t("unknown_device");
    if (place.textContent !== name) place.textContent = name;
  }
}

const refresh = () => document.hidden || refreshParts(["session"]);

document.addEventListener("lab:merged", nameDevices);
nameDevices();
// Sign-ins and renewals are not reported; what ends a session from outside is.
setInterval(refresh, REFRESH_MS);
document.addEventListener("visibilitychange", refresh);
