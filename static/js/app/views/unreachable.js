/** There is a session to go on with, and no server that answers. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";

export function Unreachable() {
  return html`<div class="state" role="status">
    <p><span class="spinner" aria-hidden="true"></span> ${t("unreachable_long")}</p>
    <p><a class="button" href="/catalogo">${t("catalog")}</a></p>
  </div>`;
}
