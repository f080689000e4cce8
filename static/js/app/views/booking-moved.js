/** The appointment that a patient moves: its present state, and what is possible if it can no longer be moved. */

import { html, useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { Problem } from "../../shared/problem.js";
import { api } from "../api.js";
import { dayAndTime } from "../format.js";
import { appointments, locationName, timeZoneOf } from "../records.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").Appointment} Appointment */
/** @typedef {import("./booking.js").Choice} Choice */
/** @typedef {{ appointment: Appointment, version: string | null }} Moved */

/** @param {string} id @returns {Promise<Moved>} */
const fetchMoved = (id) =>
  api("GET", `/api/appointments/${encodeURIComponent(id)}`).then(({ data, version }) => ({
    appointment: data,
    version,
  }));

/** Fetch the appointment to move, with the version that the user sees. @param {string | null} id */
export function useMoved(id) {
  const [found, setFound] = useState(/** @type {{ moved?: Moved, problem?: Problem }} */ ({}));
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    if (!id) return;
    fetchMoved(id).then(
      (moved) => setFound({ moved }),
      (problem) => setFound({ problem }),
    );
  }, [id, attempts]);

  /**
   * Show the present state after a refusal. Returns a refusal that describes this state, for the next attempt.
   *
   * @param {Problem} refusal
   */
  const renew = async (refusal) => {
    appointments.refresh();
    const moved = await fetchMoved(String(id)).catch(() => null);
    if (!moved) return refusal;
    setFound({ moved });
    const { locationId, status } = moved.appointment;
    const place = locationName(locationId) ?? t("place_number", { id: locationId });
    const state = t(`appointment_state_${status}`);
    const detail = t("moved_meanwhile", { when: timeOf(moved.appointment), place, state });
    return new Problem(refusal.status, { code: refusal.code, detail });
  };
  return { ...found, renew, again: () => setAttempts((was) => was + 1) };
}

/** @param {Appointment} appointment */
export const timeOf = ({ scheduledAt, locationId }) => dayAndTime(scheduledAt, timeZoneOf(locationId));

/** Return the address of the form for a new appointment with this choice. @param {Choice} choice */
function addressFor({ locationId, day, startsAt, examIds, packageIds }) {
  const query = new URLSearchParams();
  if (locationId !== null) query.set("sede", String(locationId));
  if (day) query.set("dia", day);
  if (startsAt) query.set("hora", startsAt);
  for (const id of examIds) query.append("examen", String(id));
  for (const id of packageIds) query.append("paquete", String(id));
  return `/citas/nueva?${query}`;
}

/** Shown in place of the form. @param {{ appointment: Appointment, choice: Choice }} props */
export function NotMovable({ appointment, choice }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.focus(), []);
  const text = appointment.status === "cancelled" ? "moving_cancelled" : "moving_over";
  return html`<div class="card" role="alert" tabindex="-1" ref=${box}>
    <p>${t(text, { when: timeOf(appointment) })} ${t("moving_instead")}</p>
    <div class="row">
      <a class="button button-primary" href=${addressFor(choice)}>${t("book_instead")}</a>
      <a class="button" href="/citas">${t("back")}</a>
    </div>
  </div>`;
}
