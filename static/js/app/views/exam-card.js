/** An exam of the catalogue: its description, preparation, turnaround time and price. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { BookLink } from "../parts/book-link.js";
import { Price } from "../parts/price.js";
import { plural, t } from "../texts.js";

/** @param {number} hours */
function turnaround(hours) {
  return hours % 24 === 0 ? plural("days", hours / 24) : plural("hours", hours);
}

/** @param {{ exam: import("../../rest-types.d.ts").Exam, currency: string, bookable: boolean }} props */
export function ExamCard({ exam, currency, bookable }) {
  const resultIn = t("result_in", { time: turnaround(exam.turnaroundHours) });
  return html`<li class="card" id=${`exam-${exam.id}`}>
    <div class="head">
      <h3>${exam.name}</h3>
      <${Price} value=${exam.price} currency=${currency} />
    </div>
    <p class="quiet">${[exam.code, exam.sampleType, resultIn].filter(Boolean).join(" · ")}</p>
    ${exam.description && html`<p>${exam.description}</p>`}
    ${
      exam.preparation &&
      html`<details>
      <summary>${t("preparation")}</summary>
      <p class="prose">${exam.preparation}</p>
    </details>`
    }
    ${bookable && html`<${BookLink} query=${`examen=${exam.id}`} name=${exam.name} />`}
  </li>`;
}
