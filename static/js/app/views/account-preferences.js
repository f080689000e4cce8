/** How the app is for this person: language, light or dark, notices of the device. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { askToNotify, canNotify, notifying, stopNotifying } from "../notifications.js";
import { useStore } from "../store.js";
import { chooseLanguage, language, t } from "../texts.js";
import { chooseTheme, theme } from "../theme.js";
import { toast } from "../toasts.js";

/** @param {boolean} wanted */
async function setNotices(wanted) {
  if (!wanted) stopNotifying();
  else if (!(await askToNotify())) toast(t("notices_refused"), "warning");
}

export function Preferences() {
  const isNotifying = useStore(notifying);
  const onLanguage = (/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) =>
    chooseLanguage(event.currentTarget.value === "en" ? "en" : "es");
  const onTheme = (/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) =>
    chooseTheme(/** @type {import("../theme.js").Theme} */ (event.currentTarget.value));
  const onNotices = async (/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => {
    const box = event.currentTarget;
    await setNotices(box.checked);
    // Where the device says no, the box does not say yes.
    box.checked = notifying.value;
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
      <select class="input" id="theme" value=${useStore(theme)} onChange=${onTheme}>
        <option value="auto">${t("theme_auto")}</option>
        <option value="light">${t("theme_light")}</option>
        <option value="dark">${t("theme_dark")}</option>
      </select>
    </div>
    ${
      canNotify &&
      html`<label class="check">
      <input type="checkbox" id="notices" checked=${isNotifying} onChange=${onNotices} />
      <span>${t("notices_wanted")}<small class="quiet">${t("notices_hint")}</small></span>
    </label>`
    }
  </section>`;
}
