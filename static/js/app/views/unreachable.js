/** Shown while a session cannot be resumed because the server does not respond. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";

export function Unreachable() {
  return html`<div class="state" role="status">
    <p><span class="spinner" aria-hidden="true"></span> ${t("unreachable_long")}</p>
    <p><a class="button" href="/catalogo">${t("catalog")}</a></p>
  </div>`;
}
