/** A package of the catalogue: its exams, and what it saves compared with their separate prices. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { hundredths, money } from "../format.js";
import { BookLink } from "../parts/book-link.js";
import { Price } from "../parts/price.js";
import { plural, t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").Exam} Exam */

/**
 * @param {object} props
 * @param {import("../../rest-types.d.ts").Package} props.offer
 * @param {Map<number, Exam>} props.exams - by id
 * @param {string} props.currency
 * @param {boolean} props.bookable
 */
export function PackageCard({ offer, exams, currency, bookable }) {
  const parts = offer.examIds.map((id) => exams.get(id)).filter((one) => one !== undefined);
  const separately = parts.reduce((sum, one) => sum + hundredths(one.price), 0);
  // An exam that is no longer offered has no price to compare with.
  const saved = parts.length === offer.examIds.length ? separately - hundredths(offer.price) : 0;
  const values = { amount: money(saved, currency), alone: money(separately, currency) };
  return html`<li class="card" id=${`package-${offer.id}`}>
    <div class="head">
      <h3>${offer.name}</h3>
      <${Price} value=${offer.price} currency=${currency} />
    </div>
    ${saved > 0 && html`<p class="saving">${t("saves", values)}</p>`}
    ${offer.description && html`<p>${offer.description}</p>`}
    <details>
      <summary>${plural("exams_in", offer.examIds.length)}</summary>
      <ul class="plain">
        ${parts.map((one) => html`<li key=${one.id}>${one.name}</li>`)}
      </ul>
    </details>
    ${bookable && html`<${BookLink} query=${`paquete=${offer.id}`} name=${offer.name} />`}
  </li>`;
}
