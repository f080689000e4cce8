/** An exam as it is offered: what it is for, how to prepare for it, when its result is there, and its price. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Price } from "../parts/price.js";
import { counted, t } from "../texts.js";

/** @param {number} hours */
function turnaround(hours) {
  return hours % 24 === 0 ? counted("days", hours / 24) : counted("hours", hours);
}

/** @param {{ exam: import("../types.d.ts").Exam, currency: string, bookable: boolean }} props */
export function ExamCard({ exam, currency, bookable }) {
  return html`<li class="card" id=${`exam-${exam.id}`}>
    <div class="head">
      <h3>${exam.name}</h3>
      <${Price} value=${exam.price} currency=${currency} />
    </div>
    <p class="quiet">${exam.code}${exam.sampleType && ` · ${exam.sampleType}`} · ${t("result_in", { time: turnaround(exam.turnaroundHours) })}</p>
    ${exam.description && html`<p>${exam.description}</p>`}
    ${
      exam.preparation &&
      html`<details>
      <summary>${t("preparation")}</summary>
      <p class="prose">${exam.preparation}</p>
    </details>`
    }
    ${bookable && html`<a class="button" href=${`/citas/nueva?examen=${exam.id}`}>${t("book")}<span class="unseen"> ${exam.name}</span></a>`}
  </li>`;
}
