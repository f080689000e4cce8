/** Events in words: what they say in the inbox and at the moment, and where more of it is. */

import { dayAndTime } from "./format.js";
import { placeName, zoneOf } from "./records.js";
import { t } from "./texts.js";

/** @typedef {import("./types.d.ts").Notice} Notice */
/** @typedef {{ text: string, href?: string, kind: import("./toasts.js").Kind, discreet: string }} Sentence */

/** @param {any} payload @returns {Sentence} */
function ofAppointment({ action, appointment, appointmentId }) {
  const done = appointment?.status === "completed" ? "completed" : action;
  const what = t(
    `appointment_${/** @type {"created" | "updated" | "cancelled" | "confirmed" | "completed"} */ (done)}`,
  );
  const kind = done === "cancelled" ? "warning" : done === "confirmed" ? "success" : "info";
  const where = appointment
    ? (placeName(appointment.locationId) ?? t("place_number", { id: appointment.locationId }))
    : "";
  const when = appointment
    ? dayAndTime(appointment.scheduledAt, zoneOf(appointment.locationId))
    : `n.º ${appointmentId}`;
  return {
    text: `${what}: ${[when, where].filter(Boolean).join(" · ")}`,
    href: "/citas",
    kind,
    discreet: t("news_appointment"),
  };
}

/** @param {any} payload @returns {Sentence} */
function ofResult({ status, examName }) {
  const said = t(`result_is_${/** @type {"pending" | "ready" | "delivered"} */ (status)}`, { exam: examName });
  return { text: said, href: "/resultados", kind: status === "ready" ? "success" : "info", discreet: t("news_result") };
}

/** @param {any} payload @returns {Sentence} */
function ofAccount({ type }) {
  const text = t(`account_${/** @type {"profile" | "password" | "role" | "status" | "session"} */ (type)}`);
  return { text, href: "/cuenta", kind: "info", discreet: t("news_account") };
}

/**
 * @param {string} event
 * @param {any} payload
 * @returns {Sentence}
 */
export function sentence(event, payload) {
  if (event === "appointment:update") return ofAppointment(payload);
  if (event === "result:update") return ofResult(payload);
  if (event === "user:update") return ofAccount(payload);
  return { text: payload.message, kind: payload.type, discreet: payload.message };
}
