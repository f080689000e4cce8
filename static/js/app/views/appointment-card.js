/** An appointment. Its patient can move or cancel it until its time. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { expectProblem } from "../../shared/problem.js";
import { toast } from "../../shared/toasts.js";
import { api } from "../api.js";
import { longDay, price, time } from "../format.js";
import { appointmentKey, trackChange } from "../own-changes.js";
import { Badge } from "../parts/badge.js";
import { Confirm } from "../parts/confirm.js";
import { Patient } from "../parts/patient.js";
import { usePreviousValue } from "../parts/previous-value.js";
import { appointments, catalog, locationName, putAppointment, timeZoneOf } from "../records.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").Appointment} Appointment */

/** @param {Appointment} appointment */
export const isUpcoming = ({ status, scheduledAt }) =>
  (status === "pending" || status === "confirmed") && Date.parse(scheduledAt) > Date.now();

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
  const request = api("POST", `/api/appointments/${id}/cancel`).then(({ data }) => data);
  try {
    putAppointment(await trackChange(request, (cancelled) => appointmentKey("cancelled", cancelled)));
    toast(t("cancelled_by_me"));
  } catch (error) {
    toast(expectProblem(error).message, "error");
  }
  appointments.refresh();
}

/** @param {{ appointment: Appointment, isPatient: boolean }} props */
export function AppointmentCard({ appointment, isPatient }) {
  const { id, locationId, scheduledAt, status, patientId, notes, total } = appointment;
  const [isAsking, setAsking] = useState(false);
  const before = usePreviousValue(`${status} ${scheduledAt} ${locationId}`);
  const zone = timeZoneOf(locationId);
  const when = `${longDay(scheduledAt, zone)}, ${time(scheduledAt, zone)}`;
  return html`<li class=${before === undefined ? "card" : "card changed"} id=${`appointment-${id}`}>
    <div class="head">
      <h3><time datetime=${scheduledAt}>${when}</time></h3>
      <span class="row">
        ${before !== undefined && html`<span class="mark">${t("just_changed")}</span>`}
        <${Badge} of="appointment" state=${status} />
      </span>
    </div>
    <p>${locationName(locationId) ?? t("place_number", { id: locationId })}</p>
    ${!isPatient && html`<${Patient} id=${patientId} />`}
    <ul class="plain">${contents(appointment).map((name, index) => html`<li key=${index}>${name}</li>`)}</ul>
    ${notes && html`<p class="quiet prose">${notes}</p>`}
    <p><strong>${t("total")}: ${price(total, catalog.value.data?.currency ?? "USD")}</strong></p>
    ${
      isPatient &&
      isUpcoming(appointment) &&
      html`<div class="row">
        <a class="button" href=${`/citas/nueva?mover=${id}`}>${t("move")}<span class="unseen"> ${when}</span></a>
        <button type="button" class="button button-danger" onClick=${() => setAsking(true)}>
          ${t("cancel")}<span class="unseen"> ${when}</span>
        </button>
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
