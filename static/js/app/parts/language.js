/** Switches between the languages. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { chooseLanguage, language } from "../texts.js";
import { useStore } from "../use-store.js";

export function LanguageSwitch() {
  const other = useStore(language) === "es" ? "en" : "es";
  return html`<p>
    <button type="button" class="link" lang=${other} onClick=${() => chooseLanguage(other)}>
      ${other === "en" ? "English" : "Español"}
    </button>
  </p>`;
}
