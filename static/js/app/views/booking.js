/** Books an appointment, or moves one. */

import { html, useEffect, useState } from "../../../vendor/preact/standalone.module.js";
import { Problem } from "../../shared/problem.js";
import { toast } from "../../shared/toasts.js";
import { api } from "../api.js";
import { dayAndTime, hundredths, money } from "../format.js";
import { appointmentKey, trackChange } from "../own-changes.js";
import { FormError, Submit, useSubmission } from "../parts/form.js";
import { Failed, Loaded, Loading } from "../parts/states.js";
import { appointments, catalog, putAppointment, timeZoneOf } from "../records.js";
import { useResource } from "../resource.js";
import { navigate } from "../router.js";
import { useSlots } from "../slots.js";
import { t } from "../texts.js";
import { dayIn } from "../zones.js";
import { includedExams, What } from "./booking-what.js";
import { When } from "./booking-when.js";

/** @typedef {import("../../rest-types.d.ts").Catalog} Catalog */
/** @typedef {import("../../rest-types.d.ts").Appointment} Appointment */
/** @typedef {{ appointment: Appointment, version: string | null }} Moved */
/**
 * @typedef {object} Choice
 * @property {number | null} locationId
 * @property {string} day - local to the location, or empty
 * @property {string} startsAt - a moment, or empty
 * @property {number[]} examIds
 * @property {number[]} packageIds
 */

/** @param {URLSearchParams} query @param {Moved | null} moved @param {Catalog} data @returns {Choice} */
function initialChoice(query, moved, { locations, exams, packages }) {
  const [single] = locations.length === 1 ? locations : [];
  if (!moved) {
    const requested = (/** @type {string} */ name, /** @type {{ id: number }[]} */ offers) =>
      offers.map((one) => one.id).filter((id) => query.getAll(name).includes(String(id)));
    const chosen = { examIds: requested("examen", exams), packageIds: requested("paquete", packages) };
    return { locationId: single?.id ?? null, day: "", startsAt: "", ...chosen };
  }
  const { locationId, scheduledAt, examIds, packageIds } = moved.appointment;
  const zone = locations.find((one) => one.id === locationId)?.timezone;
  const contents = { startsAt: "", examIds, packageIds };
  // The catalogue may no longer have the location.
  if (!zone) return { locationId: null, day: "", ...contents };
  return { locationId, day: dayIn(zone, new Date(scheduledAt)), ...contents };
}

/** Return the text that asks for the next part of the choice, or null if it is complete. @param {Choice} choice */
function missingPart({ locationId, startsAt, examIds, packageIds }) {
  if (locationId === null) return "choose_place";
  if (startsAt === "") return "choose_time";
  return examIds.length + packageIds.length > 0 ? null : "choose_contents";
}

/** @param {Choice} choice @param {Catalog} data */
function totalOf({ examIds, packageIds }, data) {
  const { exams, packages } = data;
  const included = includedExams(data, packageIds);
  const chosen = [
    ...exams.filter((one) => examIds.includes(one.id) && !included.has(one.id)),
    ...packages.filter((one) => packageIds.includes(one.id)),
  ];
  return chosen.reduce((sum, one) => sum + hundredths(one.price), 0);
}

/** @param {Choice} choice @param {Moved | null} moved @param {string} notes @returns {Promise<Appointment>} */
async function send({ locationId, startsAt, examIds, packageIds }, moved, notes) {
  const where = { locationId, scheduledAt: startsAt };
  if (!moved) return (await api("POST", "/api/appointments", { body: { ...where, examIds, packageIds, notes } })).data;
  return (await api("PATCH", `/api/appointments/${moved.appointment.id}`, { body: where, version: moved.version }))
    .data;
}

/** @param {{ data: Catalog, query: URLSearchParams, moved: Moved | null }} props */
function BookingForm({ data, query, moved }) {
  const [choice, setChoice] = useState(() => initialChoice(query, moved, data));
  const slots = useSlots(choice.locationId, choice.day);
  const { busy, problem, submit, clearProblem } = useSubmission(async ({ notes = "" }) => {
    try {
      const action = moved ? "updated" : "created";
      putAppointment(await trackChange(send(choice, moved, notes), (saved) => appointmentKey(action, saved)));
    } catch (refusal) {
      if (refusal instanceof Problem && refusal.code === "slot_full") {
        slots.reload();
        setChoice((was) => ({ ...was, startsAt: "" }));
      }
      throw refusal;
    }
    appointments.refresh();
    toast(t(moved ? "moved_by_me" : "booked_by_me"));
    navigate("/citas");
  });
  const choose = (/** @type {Partial<Choice>} */ change) => {
    clearProblem();
    setChoice((was) => ({ ...was, ...change }));
  };
  const isFull = slots.data?.slots.find((one) => one.startsAt === choice.startsAt)?.free === 0;
  useEffect(() => {
    if (!isFull || busy) return;
    choose({ startsAt: "" });
    toast(t("just_taken"), "warning");
  }, [isFull, busy]);
  const missing = missingPart(choice);
  const total = money(totalOf(choice, data), data.currency);
  return html`<form class="booking" onSubmit=${submit}>
    <${When} data=${data} choice=${choice} choose=${choose} slots=${slots} />
    ${!moved && html`<${What} data=${data} choice=${choice} choose=${choose} />`}
    ${
      !moved &&
      html`<div class="card field">
        <label for="notes">${t("notes")}</label>
        <textarea class="input" id="notes" name="notes" rows="2" maxlength="2000"></textarea>
      </div>`
    }
    <div class="sum card">
      <${FormError} problem=${problem} isWhole />
      ${!moved && html`<p role="status">${t("total")}: <strong id="total">${total}</strong></p>`}
      ${missing && html`<p class="quiet">${t(missing)}</p>`}
      <div class="row">
        <${Submit} busy=${busy} disabled=${missing !== null}>${t(moved ? "confirm_move" : "confirm_booking")}<//>
        <a class="button" href="/citas">${t("back")}</a>
      </div>
    </div>
  </form>`;
}

/** Fetch the appointment to move, with the version that the user sees. @param {string | null} id */
function useMoved(id) {
  const [found, setFound] = useState(/** @type {{ moved?: Moved, problem?: Problem }} */ ({}));
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    if (!id) return;
    api("GET", `/api/appointments/${encodeURIComponent(id)}`).then(
      ({ data, version }) => setFound({ moved: { appointment: data, version } }),
      (problem) => setFound({ problem }),
    );
  }, [id, attempts]);
  return { ...found, again: () => setAttempts((was) => was + 1) };
}

/** @param {Appointment} appointment */
const timeOf = ({ scheduledAt, locationId }) => dayAndTime(scheduledAt, timeZoneOf(locationId));

/** @param {{ query: URLSearchParams }} props */
export function Booking({ query }) {
  const state = useResource(catalog);
  const id = query.get("mover");
  const { moved, problem, again } = useMoved(id);
  if (problem) return html`<${Failed} problem=${problem} again=${again} />`;
  if (id && !moved) return html`<${Loading} />`;
  return html`
    ${moved && html`<p class="note">${t("moving", { when: timeOf(moved.appointment) })}</p>`}
    <${Loaded} resource=${catalog} state=${state}>
      ${(/** @type {Catalog} */ data) => html`<${BookingForm} data=${data} query=${query} moved=${moved ?? null} />`}
    <//>
  `;
}
