/** Books an appointment, or moves one. */

import { html, useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { Problem } from "../../shared/problem.js";
import { toast } from "../../shared/toasts.js";
import { dayIn } from "../../shared/zones.js";
import { api } from "../api.js";
import { hundredths, money } from "../format.js";
import { appointmentKey, trackChange } from "../own-changes.js";
import { useHeight } from "../parts/cover.js";
import { FormError, Submit, useSubmission } from "../parts/form.js";
import { Failed, Loaded, Loading } from "../parts/states.js";
import { appointments, catalog, putAppointment } from "../records.js";
import { useResource } from "../resource.js";
import { navigate } from "../router.js";
import { useSlots } from "../slots.js";
import { t } from "../texts.js";
import { isUpcoming } from "./appointment-card.js";
import { NotMovable, timeOf, useMoved } from "./booking-moved.js";
import { includedExams, stillOffered, What } from "./booking-what.js";
import { When } from "./booking-when.js";

/** @typedef {import("../../rest-types.d.ts").Catalog} Catalog */
/** @typedef {import("../../rest-types.d.ts").Appointment} Appointment */
/** @typedef {import("../../rest-types.d.ts").SlotDay} SlotDay */
/** @typedef {import("./booking-moved.js").Moved} Moved */
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
    const place = locations.find((one) => String(one.id) === query.get("sede")) ?? single;
    const day = /^\d{4}-\d\d-\d\d$/.exec(query.get("dia") ?? "")?.[0] ?? "";
    const startsAt = Number.isNaN(Date.parse(query.get("hora") ?? "")) ? "" : String(query.get("hora"));
    if (!place || !day) return { locationId: place?.id ?? null, day: "", startsAt: "", ...chosen };
    return { locationId: place.id, day, startsAt, ...chosen };
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

/** Whether the chosen time cannot be booked any more. @param {Choice} choice @param {SlotDay | null} day */
function isTaken({ startsAt }, day) {
  if (!startsAt || !day || day.slotMinutes === null) return false;
  return !day.slots.some((one) => one.startsAt === startsAt && one.free > 0);
}

/** @param {Choice} choice @param {Moved | null} moved @param {string} notes @returns {Promise<Appointment>} */
async function send({ locationId, startsAt, examIds, packageIds }, moved, notes) {
  const where = { locationId, scheduledAt: startsAt };
  if (!moved) return (await api("POST", "/api/appointments", { body: { ...where, examIds, packageIds, notes } })).data;
  return (await api("PATCH", `/api/appointments/${moved.appointment.id}`, { body: where, version: moved.version }))
    .data;
}

/**
 * @param {object} props
 * @param {Catalog} props.data
 * @param {URLSearchParams} props.query
 * @param {Moved | null} props.moved
 * @param {(refusal: Problem) => Promise<Problem>} props.renew - shows the present state of the appointment to move
 */
function BookingForm({ data, query, moved, renew }) {
  const [choice, setChoice] = useState(() => initialChoice(query, moved, data));
  // An appointment that is moved keeps its exams.
  const wanted = moved ? choice : stillOffered(choice, data);
  const slots = useSlots(choice.locationId, choice.day);
  const { busy, problem, submit, clearProblem } = useSubmission(async ({ notes = "" }) => {
    try {
      const action = moved ? "updated" : "created";
      putAppointment(await trackChange(send(wanted, moved, notes), (saved) => appointmentKey(action, saved)));
    } catch (refusal) {
      if (refusal instanceof Problem && refusal.code === "slot_full") {
        slots.reload();
        setChoice((was) => ({ ...was, startsAt: "" }));
      }
      const isOld = refusal instanceof Problem && (refusal.code === "stale" || refusal.code === "illegal_step");
      throw moved && isOld ? await renew(refusal) : refusal;
    }
    appointments.refresh();
    toast(t(moved ? "moved_by_me" : "booked_by_me"));
    navigate("/citas");
  });
  const choose = (/** @type {Partial<Choice>} */ change) => {
    clearProblem();
    setChoice((was) => ({ ...was, ...change }));
  };
  const isFull = isTaken(choice, slots.data);
  useEffect(() => {
    if (!isFull || busy) return;
    choose({ startsAt: "" });
    toast(t("just_taken"), "warning");
  }, [isFull, busy]);
  const bar = useHeight("--sum");
  const alert = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (problem) alert.current?.scrollIntoView({ block: "nearest" });
  }, [problem]);
  if (moved && !isUpcoming(moved.appointment)) {
    return html`<${NotMovable} appointment=${moved.appointment} choice=${choice} />`;
  }
  const missing = missingPart(wanted);
  const total = money(totalOf(wanted, data), data.currency);
  return html`<form class="booking" onSubmit=${submit}>
    ${moved && html`<p class="note">${t("moving", { when: timeOf(moved.appointment) })}</p>`}
    <${When} data=${data} choice=${choice} choose=${choose} slots=${slots} />
    ${!moved && html`<${What} data=${data} choice=${choice} choose=${choose} />`}
    ${
      !moved &&
      html`<div class="card field">
        <label for="notes">${t("notes")}</label>
        <textarea class="input" id="notes" name="notes" rows="2" maxlength="2000"></textarea>
      </div>`
    }
    <div ref=${alert}><${FormError} problem=${problem} isWhole /></div>
    <div class="sum" ref=${bar}>
      <p role="status">
        ${!moved && html`<span>${t("total")}: <strong id="total">${total}</strong></span>`}
        ${missing && html`<span class="quiet">${t(missing)}</span>`}
      </p>
      <${Submit} busy=${busy} disabled=${missing !== null}>${t(moved ? "confirm_move" : "confirm_booking")}<//>
    </div>
    <p><a class="button" href="/citas">${t("back")}</a></p>
  </form>`;
}

/** @param {{ query: URLSearchParams }} props */
export function Booking({ query }) {
  const state = useResource(catalog);
  const id = query.get("mover");
  const { moved, problem, renew, again } = useMoved(id);
  if (problem) return html`<${Failed} problem=${problem} again=${again} />`;
  if (id && !moved) return html`<${Loading} />`;
  return html`
    <${Loaded} resource=${catalog} state=${state}>
      ${(/** @type {Catalog} */ data) =>
        html`<${BookingForm} data=${data} query=${query} moved=${moved ?? null} renew=${renew} />`}
    <//>
  `;
}
