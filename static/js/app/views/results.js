/** The results of the user, and the exams whose results are not ready yet. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Empty, Loaded, MoreButton } from "../parts/states.js";
import { appointments, catalog, results } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";
import { ResultCard } from "./result-card.js";

/** @typedef {import("../../rest-types.d.ts").Result} Result */
/** @typedef {import("../../rest-types.d.ts").Appointment} Appointment */
/** @typedef {import("../../rest-types.d.ts").Page<Result>} Page */

/**
 * Return the names of the exams of completed appointments without a result. Patients do not see unreleased results.
 *
 * @param {Appointment[]} visits
 * @param {Page} page
 * @param {import("../../rest-types.d.ts").Catalog} data
 */
function pendingExams(visits, { items, total }, data) {
  // A missing result may be on a page that is not loaded.
  if (items.length < total) return [];
  const known = new Set(items.map((one) => `${one.appointmentId} ${one.examId}`));
  return visits
    .filter((one) => one.status === "completed")
    .flatMap(({ id, examIds, packageIds }) => {
      const inPackages = data.packages.filter((one) => packageIds.includes(one.id)).flatMap((one) => one.examIds);
      return [...new Set([...examIds, ...inPackages])].filter((exam) => !known.has(`${id} ${exam}`));
    })
    .map((id) => data.exams.find((one) => one.id === id)?.name)
    .filter((name) => name !== undefined);
}

/** @param {{ page: Page, isPatient: boolean }} props */
function All({ page, isPatient }) {
  const visits = useResource(appointments).data?.items ?? [];
  const data = useResource(catalog).data;
  const pending = isPatient && data ? pendingExams(visits, page, data) : [];
  const { items, total } = page;
  const card = (/** @type {Result} */ one) =>
    html`<${ResultCard} key=${one.id} result=${one} isPatient=${isPatient} />`;
  return html`
    ${items.length === 0 && pending.length === 0 && html`<${Empty} text=${t("no_results")} />`}
    ${items.length > 0 && html`<ul class="cards">${items.map(card)}</ul>`}
    ${items.length < total && html`<${MoreButton} onClick=${() => results.more()} />`}
    ${
      pending.length > 0 &&
      html`<section aria-labelledby="making">
      <h2 id="making">${t("pending_results")}</h2>
      <ul class="plain">${pending.map((name, index) => html`<li key=${index}>${name}</li>`)}</ul>
      <p class="quiet">${t("pending_hint")}</p>
    </section>`
    }
  `;
}

/** @param {{ user: import("../../rest-types.d.ts").User }} props */
export function Results({ user }) {
  const state = useResource(results);
  return html`<${Loaded} resource=${results} state=${state}>
    ${(/** @type {Page} */ page) => html`<${All} page=${page} isPatient=${user.role === "Paciente"} />`}
  <//>`;
}
