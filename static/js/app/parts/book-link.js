/** Opens the booking form with an exam or a package selected. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";

/** @param {{ query: string, name: string }} props */
export function BookLink({ query, name }) {
  return html`<a class="button" href=${`/citas/nueva?${query}`}>${t("book")}<span class="unseen"> ${name}</span></a>`;
}
