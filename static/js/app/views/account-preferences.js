/** The preferences of the user: language, theme, and notifications of the device. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { savedTheme, saveTheme } from "../../shared/theme.js";
import { toast } from "../../shared/toasts.js";
import * as notifications from "../notifications.js";
import { chooseLanguage, language, t } from "../texts.js";
import { useStore } from "../use-store.js";

/** @param {boolean} wanted */
async function setNotices(wanted) {
  if (!wanted) notifications.disable();
  else if (!(await notifications.enable())) toast(t("notices_refused"), "warning");
}

export function Preferences() {
  const isNotifying = useStore(notifications.isEnabled);
  const [theme, setTheme] = useState(savedTheme);
  const onLanguage = (/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) =>
    chooseLanguage(event.currentTarget.value === "en" ? "en" : "es");
  const onTheme = (/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => {
    const chosen = /** @type {import("../../shared/theme.js").Theme} */ (event.currentTarget.value);
    saveTheme(chosen);
    setTheme(chosen);
  };
  const onNotices = async (/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => {
    const box = event.currentTarget;
    await setNotices(box.checked);
    // The browser may have refused the permission.
    box.checked = notifications.isEnabled.value;
  };
  return html`<section class="card" aria-labelledby="preferences">
    <h2 id="preferences">${t("preferences")}</h2>
    <div class="field">
      <label for="language">${t("language")}</label>
      <select class="input" id="language" value=${useStore(language)} onChange=${onLanguage}>
        <option value="es" lang="es">Español</option>
        <option value="en" lang="en">English</option>
      </select>
    </div>
    <div class="field">
      <label for="theme">${t("theme")}</label>
      <select class="input" id="theme" value=${theme} onChange=${onTheme}>
        <option value="auto">${t("theme_auto")}</option>
        <option value="light">${t("theme_light")}</option>
        <option value="dark">${t("theme_dark")}</option>
      </select>
    </div>
    ${
      notifications.isSupported &&
      html`<label class="check">
      <input type="checkbox" id="notices" checked=${isNotifying} onChange=${onNotices} />
      <span>${t("notices_wanted")}<small class="quiet">${t("notices_hint")}</small></span>
    </label>`
    }
  </section>`;
}
