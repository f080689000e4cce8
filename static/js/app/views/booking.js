/** Booking an appointment, or moving one: where and when, what for, what it costs. */

import { html, useEffect, useState } from "../../../vendor/preact/standalone.module.js";
import { api } from "../api.js";
import { dayAndTime, hundredths, money } from "../format.js";
import { appointmentAct, byMe } from "../mine.js";
import { Refusal, Submit, useSubmission } from "../parts/form.js";
import { Failed, Loaded, Loading } from "../parts/states.js";
import { appointments, catalog, place, zoneOf } from "../records.js";
import { useResource } from "../resource.js";
import { Problem } from "../rest.js";
import { navigate } from "../router.js";
import { useSlots } from "../slots.js";
import { t } from "../texts.js";
import { toast } from "../toasts.js";
import { dayIn } from "../zones.js";
import { What } from "./booking-what.js";
import { When } from "./booking-when.js";

/** @typedef {import("../types.d.ts").Catalog} Catalog */
/** @typedef {import("../types.d.ts").Appointment} Appointment */
/** @typedef {{ appointment: Appointment, version: string | null }} Moved */
/** @typedef {{ locationId: number | null, day: string, startsAt: string, examIds: number[], packageIds: number[] }} Choice */

/** @param {URLSearchParams} query @param {Moved | null} moved @param {Catalog} data @returns {Choice} */
function begun(query, moved, { locations, exams, packages }) {
  const [only] = locations.length === 1 ? locations : [];
  if (!moved) {
    const wanted = (/** @type {string} */ name, /** @type {{ id: number }[]} */ offers) =>
      offers.map((one) => one.id).filter((id) => query.getAll(name).includes(String(id)));
    const chosen = { examIds: wanted("examen", exams), packageIds: wanted("paquete", packages) };
    return { locationId: only?.id ?? null, day: "", startsAt: "", ...chosen };
  }
  const { locationId, scheduledAt, examIds, packageIds } = moved.appointment;
  const zone = locations.find((one) => one.id === locationId)?.timezone;
  return {
    locationId: zone ? locationId : null,
    day: zone ? dayIn(zone, new Date(scheduledAt)) : "",
    startsAt: "",
    examIds,
    packageIds,
  };
}

/** @param {Choice} choice @param {Catalog} data */
function totalOf({ examIds, packageIds }, { exams, packages }) {
  const chosen = [
    ...exams.filter((one) => examIds.includes(one.id)),
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
  const [choice, setChoice] = useState(() => begun(query, moved, data));
  const slots = useSlots(choice.locationId, choice.day);
  const { busy, problem, submit, forget } = useSubmission(async ({ notes = "" }) => {
    try {
      const action = moved ? "updated" : "created";
      place(await byMe(send(choice, moved, notes), (made) => appointmentAct(action, made)));
    } catch (refusal) {
      if (refusal instanceof Problem && refusal.code === "slot_full") {
        slots.reload();
        setChoice((was) => ({ ...was, startsAt: "" }));
      }
      throw refusal;
    }
    appointments.renew();
    toast(t(moved ? "moved_by_me" : "booked_by_me"));
    navigate("/citas");
  });
  const choose = (/** @type {Partial<Choice>} */ change) => {
    forget();
    setChoice((was) => ({ ...was, ...change }));
  };
  const isFull = slots.data?.slots.find((one) => one.startsAt === choice.startsAt)?.free === 0;
  useEffect(() => {
    if (!isFull || busy) return;
    choose({ startsAt: "" });
    toast(t("just_taken"), "warning");
  }, [isFull, busy]);
  const hasContents = choice.examIds.length + choice.packageIds.length > 0;
  const isReady = choice.locationId !== null && choice.startsAt !== "" && hasContents;
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
      <${Refusal} problem=${problem} isWhole />
      ${!moved && html`<p role="status">${t("total")}: <strong id="total">${money(totalOf(choice, data), data.currency)}</strong></p>`}
      ${!isReady && html`<p class="quiet">${t(choice.locationId === null ? "choose_place" : choice.startsAt === "" ? "choose_time" : "choose_contents")}</p>`}
      <div class="row">
        <${Submit} busy=${busy} disabled=${!isReady}>${t(moved ? "confirm_move" : "confirm_booking")}<//>
        <a class="button" href="/citas">${t("back")}</a>
      </div>
    </div>
  </form>`;
}

/** The appointment that is to be moved, with the version that one has seen. @param {string | null} id */
function useMoved(id) {
  const [found, setFound] = useState(/** @type {{ moved?: Moved, problem?: Problem }} */ ({}));
  const [asked, ask] = useState(0);
  useEffect(() => {
    if (!id) return;
    api("GET", `/api/appointments/${encodeURIComponent(id)}`).then(
      ({ data, version }) => setFound({ moved: { appointment: data, version } }),
      (problem) => setFound({ problem }),
    );
  }, [id, asked]);
  return { ...found, again: () => ask((was) => was + 1) };
}

/** @param {{ query: URLSearchParams }} props */
export function Booking({ query }) {
  const state = useResource(catalog);
  const id = query.get("mover");
  const { moved, problem, again } = useMoved(id);
  if (problem) return html`<${Failed} problem=${problem} again=${again} />`;
  if (id && !moved) return html`<${Loading} />`;
  return html`
    ${moved && html`<p class="note">${t("moving", { when: dayAndTime(moved.appointment.scheduledAt, zoneOf(moved.appointment.locationId)) })}</p>`}
    <${Loaded} resource=${catalog} state=${state}>
      ${(/** @type {Catalog} */ data) => html`<${BookingForm} data=${data} query=${query} moved=${moved ?? null} />`}
    <//>
  `;
}
