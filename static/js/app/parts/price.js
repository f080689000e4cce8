/** A price, and for a while what it was before it changed. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { price } from "../format.js";
import { t } from "../texts.js";
import { useBefore } from "./changed.js";

/** @param {{ value: string, currency: string }} props */
export function Price({ value, currency }) {
  const before = useBefore(value);
  return html`<p class=${before === undefined ? "price" : "price changed"}>
    <strong>${price(value, currency)}</strong>
    ${before !== undefined && html`<span class="mark" role="status">${t("price_was", { price: price(before, currency) })}</span>`}
  </p>`;
}
