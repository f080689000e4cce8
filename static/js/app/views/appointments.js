/** The appointments of the user: the upcoming ones and the past ones. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Icon } from "../parts/icon.js";
import { Empty, Loaded, MoreButton } from "../parts/states.js";
import { appointments, catalog } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";
import { AppointmentCard, isUpcoming } from "./appointment-card.js";

/** @typedef {import("../../rest-types.d.ts").Appointment} Appointment */
/** @typedef {import("../../rest-types.d.ts").Page<Appointment>} Page */

/** @param {{ all: Appointment[], isPatient: boolean }} props */
function Cards({ all, isPatient }) {
  return html`<ul class="cards">
    ${all.map((one) => html`<${AppointmentCard} key=${one.id} appointment=${one} isPatient=${isPatient} />`)}
  </ul>`;
}

/** @param {{ page: Page, isPatient: boolean }} props */
function Sections({ page: { items, total }, isPatient }) {
  const upcoming = items.filter(isUpcoming).reverse();
  const past = items.filter((one) => !isUpcoming(one));
  return html`
    <section aria-labelledby="coming">
      <h2 id="coming">${t("coming")}</h2>
      ${
        upcoming.length > 0
          ? html`<${Cards} all=${upcoming} isPatient=${isPatient} />`
          : html`<${Empty} text=${t("none_coming")} />`
      }
    </section>
    ${
      past.length > 0 &&
      html`<section aria-labelledby="past">
        <h2 id="past">${t("past")}</h2>
        <${Cards} all=${past} isPatient=${isPatient} />
      </section>`
    }
    ${items.length < total && html`<${MoreButton} onClick=${() => appointments.more()} />`}
  `;
}

/** @param {{ user: import("../../rest-types.d.ts").User }} props */
export function Appointments({ user }) {
  const state = useResource(appointments);
  useResource(catalog);
  const isPatient = user.role === "Paciente";
  return html`
    ${
      isPatient &&
      html`<p>
        <a class="button button-primary" href="/citas/nueva"><${Icon} name="plus" /> ${t("new_appointment")}</a>
      </p>`
    }
    <${Loaded} resource=${appointments} state=${state}>
      ${(/** @type {Page} */ page) => html`<${Sections} page=${page} isPatient=${isPatient} />`}
    <//>
  `;
}
