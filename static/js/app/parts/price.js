/** A price, with the previous one for a while after a change. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { price } from "../format.js";
import { t } from "../texts.js";
import { usePreviousValue } from "./previous-value.js";

/** @param {{ value: string, currency: string }} props */
export function Price({ value, currency }) {
  const before = usePreviousValue(value);
  const note = before === undefined ? "" : t("price_was", { price: price(before, currency) });
  return html`<p class=${before === undefined ? "price" : "price changed"}>
    <strong>${price(value, currency)}</strong>
    ${note && html`<span class="mark" role="status">${note}</span>`}
  </p>`;
}
