/** A package as it is offered: what is in it, and what it saves against its exams one by one. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { hundredths, money } from "../format.js";
import { Price } from "../parts/price.js";
import { counted, t } from "../texts.js";

/** @typedef {import("../types.d.ts").Exam} Exam */

/** @param {{ offer: import("../types.d.ts").Package, exams: Map<number, Exam>, currency: string, bookable: boolean }} props */
export function PackageCard({ offer, exams, currency, bookable }) {
  const parts = offer.examIds.map((id) => exams.get(id)).filter((one) => one !== undefined);
  const alone = parts.reduce((sum, one) => sum + hundredths(one.price), 0);
  // What is offered no more has no price of its own to compare with.
  const saved = parts.length === offer.examIds.length ? alone - hundredths(offer.price) : 0;
  return html`<li class="card" id=${`package-${offer.id}`}>
    <div class="head">
      <h3>${offer.name}</h3>
      <${Price} value=${offer.price} currency=${currency} />
    </div>
    ${saved > 0 && html`<p class="saving">${t("saves", { amount: money(saved, currency), alone: money(alone, currency) })}</p>`}
    ${offer.description && html`<p>${offer.description}</p>`}
    <details>
      <summary>${counted("exams_in", offer.examIds.length)}</summary>
      <ul class="plain">
        ${parts.map((one) => html`<li key=${one.id}>${one.name}</li>`)}
      </ul>
    </details>
    ${bookable && html`<a class="button" href=${`/citas/nueva?paquete=${offer.id}`}>${t("book")}<span class="unseen"> ${offer.name}</span></a>`}
  </li>`;
}
