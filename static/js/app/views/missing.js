/** What an address without a page shows. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Empty } from "../parts/states.js";
import { t } from "../texts.js";

export function Missing() {
  return html`<${Empty} text=${location.pathname}><a href="/catalogo">${t("missing_hint")}</a><//>`;
}
