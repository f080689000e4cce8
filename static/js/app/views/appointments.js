/** One's appointments: those to come, with what can be done about them, and those that were. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Icon } from "../parts/icon.js";
import { Empty, Loaded } from "../parts/states.js";
import { appointments, catalog } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";
import { AppointmentCard } from "./appointment-card.js";

/** @typedef {import("../types.d.ts").Appointment} Appointment */

/** @param {Appointment} one */
const isToCome = (one) =>
  (one.status === "pending" || one.status === "confirmed") && Date.parse(one.scheduledAt) > Date.now();

/** @param {{ user: import("../types.d.ts").User }} props */
export function Appointments({ user }) {
  const state = useResource(appointments);
  useResource(catalog);
  const isPatient = user.role === "Paciente";
  const cards = (/** @type {Appointment[]} */ all) =>
    html`<ul class="cards">${all.map((one) => html`<${AppointmentCard} key=${one.id} appointment=${one} isPatient=${isPatient} />`)}</ul>`;
  return html`
    ${isPatient && html`<p><a class="button button-primary" href="/citas/nueva"><${Icon} name="plus" /> ${t("new_appointment")}</a></p>`}
    <${Loaded} resource=${appointments} state=${state}>
      ${(/** @type {import("../types.d.ts").Page<Appointment>} */ { items, total }) => {
        const coming = items.filter(isToCome).reverse();
        const past = items.filter((one) => !isToCome(one));
        return html`
          <section aria-labelledby="coming">
            <h2 id="coming">${t("coming")}</h2>
            ${coming.length > 0 ? cards(coming) : html`<${Empty} text=${t("none_coming")} />`}
          </section>
          ${past.length > 0 && html`<section aria-labelledby="past"><h2 id="past">${t("past")}</h2>${cards(past)}</section>`}
          ${items.length < total && html`<button type="button" class="button" onClick=${() => appointments.more()}>${t("more")}</button>`}
        `;
      }}
    <//>
  `;
}
