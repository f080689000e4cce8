/** Results: those that are there, to be fetched and opened, and those that are still being made. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Empty, Loaded } from "../parts/states.js";
import { appointments, catalog, results } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";
import { ResultCard } from "./result-card.js";

/** @typedef {import("../types.d.ts").Result} Result */
/** @typedef {import("../types.d.ts").Appointment} Appointment */
/** @typedef {import("../types.d.ts").Page<Result>} Page */

/**
 * What was taken and has no result yet; a patient is not told of a result before it is released.
 *
 * @param {Appointment[]} visits
 * @param {Page} page
 * @param {import("../types.d.ts").Catalog} data
 */
function awaited(visits, { items, total }, data) {
  // Where not all results are here, what is missing may be on a further page.
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
  const making = isPatient && data ? awaited(visits, page, data) : [];
  const { items, total } = page;
  return html`
    ${items.length === 0 && making.length === 0 && html`<${Empty} text=${t("no_results")} />`}
    ${items.length > 0 && html`<ul class="cards">${items.map((one) => html`<${ResultCard} key=${one.id} result=${one} isPatient=${isPatient} />`)}</ul>`}
    ${items.length < total && html`<button type="button" class="button" onClick=${() => results.more()}>${t("more")}</button>`}
    ${
      making.length > 0 &&
      html`<section aria-labelledby="making">
      <h2 id="making">${t("in_the_making")}</h2>
      <ul class="plain">${making.map((name, index) => html`<li key=${index}>${name}</li>`)}</ul>
      <p class="quiet">${t("told_when_ready")}</p>
    </section>`
    }
  `;
}

/** @param {{ user: import("../types.d.ts").User }} props */
export function Results({ user }) {
  const state = useResource(results);
  return html`<${Loaded} resource=${results} state=${state}>
    ${(/** @type {Page} */ page) => html`<${All} page=${page} isPatient=${user.role === "Paciente"} />`}
  <//>`;
}
