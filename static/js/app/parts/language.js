/** The switch between the languages. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { useStore } from "../store.js";
import { chooseLanguage, language } from "../texts.js";

export function LanguageSwitch() {
  const other = useStore(language) === "es" ? "en" : "es";
  return html`<p>
    <button type="button" class="link" lang=${other} onClick=${() => chooseLanguage(other)}>
      ${other === "en" ? "English" : "Español"}
    </button>
  </p>`;
}
