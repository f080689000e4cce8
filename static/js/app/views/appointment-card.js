/** One appointment; its patient may move it or call it off while it is still to come. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { api } from "../api.js";
import { longDay, price, time } from "../format.js";
import { appointmentAct, byMe } from "../mine.js";
import { Badge } from "../parts/badge.js";
import { useBefore } from "../parts/changed.js";
import { Confirm } from "../parts/confirm.js";
import { Patient } from "../parts/patient.js";
import { appointments, catalog, place, placeName, zoneOf } from "../records.js";
import { Problem } from "../rest.js";
import { t } from "../texts.js";
import { toast } from "../toasts.js";

/** @typedef {import("../types.d.ts").Appointment} Appointment */

/** @param {Appointment} appointment @returns {string[]} */
function contents({ examIds, packageIds }) {
  const { exams = [], packages = [] } = catalog.value.data ?? {};
  const named = (/** @type {{ id: number, name: string }[]} */ all, /** @type {number} */ id) =>
    all.find((one) => one.id === id)?.name ?? t("no_longer_offered");
  return [...packageIds.map((id) => named(packages, id)), ...examIds.map((id) => named(exams, id))];
}

/** @param {Appointment} appointment */
async function cancel(appointment) {
  const { id } = appointment;
  const asked = api("POST", `/api/appointments/${id}/cancel`).then(({ data }) => data);
  try {
    place(await byMe(asked, (made) => appointmentAct("cancelled", made)));
    toast(t("cancelled_by_me"));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, "error");
  }
  appointments.renew();
}

/** @param {{ appointment: Appointment, isPatient: boolean }} props */
export function AppointmentCard({ appointment, isPatient }) {
  const { id, locationId, scheduledAt, status, patientId, notes, total } = appointment;
  const [isAsking, setAsking] = useState(false);
  const before = useBefore(`${status} ${scheduledAt} ${locationId}`);
  const zone = zoneOf(locationId);
  const isOpen = (status === "pending" || status === "confirmed") && Date.parse(scheduledAt) > Date.now();
  const when = `${longDay(scheduledAt, zone)}, ${time(scheduledAt, zone)}`;
  return html`<li class=${before === undefined ? "card" : "card changed"} id=${`appointment-${id}`}>
    <div class="head">
      <h3><time datetime=${scheduledAt}>${when}</time></h3>
      <span class="row">${before !== undefined && html`<span class="mark">${t("just_changed")}</span>`}<${Badge} of="appointment" state=${status} /></span>
    </div>
    <p>${placeName(locationId) ?? t("place_number", { id: locationId })}</p>
    ${!isPatient && html`<${Patient} id=${patientId} />`}
    <ul class="plain">${contents(appointment).map((name, index) => html`<li key=${index}>${name}</li>`)}</ul>
    ${notes && html`<p class="quiet prose">${notes}</p>`}
    <p><strong>${t("total")}: ${price(total, catalog.value.data?.currency ?? "USD")}</strong></p>
    ${
      isPatient &&
      isOpen &&
      html`<div class="row">
      <a class="button" href=${`/citas/nueva?mover=${id}`}>${t("move")}<span class="unseen"> ${when}</span></a>
      <button type="button" class="button button-danger" onClick=${() => setAsking(true)}>${t("cancel")}<span class="unseen"> ${when}</span></button>
    </div>`
    }
    ${
      isAsking &&
      html`<${Confirm}
      text=${t("cancel_sure", { when })}
      yes=${t("cancel_yes")}
      onNo=${() => setAsking(false)}
      onYes=${() => {
        setAsking(false);
        void cancel(appointment);
      }}
    />`
    }
  </li>`;
}
