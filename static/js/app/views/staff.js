/** Leads the staff of the laboratory to the dashboard. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";

export function Staff() {
  return html`<div class="state">
    <p>${t("staff_text")}</p>
    <p><a class="button button-primary" href="/admin">${t("to_admin")}</a></p>
  </div>`;
}
