/** Who else has looked at one's results, and when. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { dateAndTime } from "../format.js";
import { Empty, Loaded } from "../parts/states.js";
import { accesses } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";

/** @typedef {import("../types.d.ts").Access} Access */

/** @param {Access} access @param {number} index */
function line({ at, examName, readerName, readerRole, part }, index) {
  return html`<li key=${index}>
    <div>
      <p><strong>${readerName}</strong> · ${t(`role_${readerRole}`)}</p>
      <p class="quiet">${t(`looked_at_${part}`, { exam: examName })} · <time datetime=${at}>${dateAndTime(at)}</time></p>
    </div>
  </li>`;
}

export function Accesses() {
  const state = useResource(accesses);
  return html`<section class="card" aria-labelledby="accesses">
    <h2 id="accesses">${t("accesses")}</h2>
    <${Loaded} resource=${accesses} state=${state}>
      ${(/** @type {import("../types.d.ts").Page<Access>} */ { items, total }) => html`
        ${items.length === 0 ? html`<${Empty} text=${t("no_accesses")} />` : html`<ul class="lines">${items.map(line)}</ul>`}
        ${items.length < total && html`<button type="button" class="button" onClick=${() => accesses.more()}>${t("more")}</button>`}
      `}
    <//>
  </section>`;
}
