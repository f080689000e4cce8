/** Who else has viewed the results of the user, and when. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { dateAndTime } from "../format.js";
import { Empty, Loaded, MoreButton } from "../parts/states.js";
import { accesses } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").Access} Access */

/** @param {Access} access @param {number} index */
function line({ at, examName, readerName, readerRole, part }, index) {
  const what = t(`viewed_${part}`, { exam: examName });
  return html`<li key=${index}>
    <div>
      <p><strong>${readerName}</strong> · ${t(`role_${readerRole}`)}</p>
      <p class="quiet">${what} · <time datetime=${at}>${dateAndTime(at)}</time></p>
    </div>
  </li>`;
}

/** @param {{ page: import("../../rest-types.d.ts").Page<Access> }} props */
function List({ page: { items, total } }) {
  if (items.length === 0) return html`<${Empty} text=${t("no_accesses")} />`;
  return html`
    <ul class="lines">${items.map(line)}</ul>
    ${items.length < total && html`<${MoreButton} onClick=${() => accesses.more()} />`}
  `;
}

export function Accesses() {
  const state = useResource(accesses);
  return html`<section class="card" aria-labelledby="accesses">
    <h2 id="accesses">${t("accesses")}</h2>
    <${Loaded} resource=${accesses} state=${state}>
      ${(/** @type {import("../../rest-types.d.ts").Page<Access>} */ page) => html`<${List} page=${page} />`}
    <//>
  </section>`;
}
