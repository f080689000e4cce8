/** Describes events: their texts in the inbox and in notices, and the page with more. */

import { dayAndTime } from "./format.js";
import { locationName, timeZoneOf } from "./records.js";
import { t } from "./texts.js";

/** @typedef {import("./types.d.ts").Notice} Notice */
/**
 * @typedef {object} Description
 * @property {string} text
 * @property {string} href - an empty string if there is no page with more
 * @property {import("../shared/toasts.js").Kind} kind
 * @property {string} discreet - a text without personal data, for notifications of the device
 */

/** @param {any} payload @returns {Description} */
function describeAppointment({ action, appointment, appointmentId }) {
  const change = appointment?.status === "completed" ? "completed" : action;
  const key = /** @type {"created" | "updated" | "cancelled" | "confirmed" | "completed"} */ (change);
  const kind = change === "cancelled" ? "warning" : change === "confirmed" ? "success" : "info";
  const details = appointment
    ? [
        dayAndTime(appointment.scheduledAt, timeZoneOf(appointment.locationId)),
        locationName(appointment.locationId) ?? t("place_number", { id: appointment.locationId }),
      ]
    : [`n.º ${appointmentId}`];
  const text = `${t(`appointment_${key}`)}: ${details.join(" · ")}`;
  return { text, href: "/citas", kind, discreet: t("news_appointment") };
}

/** @param {any} payload @returns {Description} */
function describeResult({ status, examName }) {
  const text = t(`result_is_${/** @type {"pending" | "ready" | "delivered"} */ (status)}`, { exam: examName });
  return { text, href: "/resultados", kind: status === "ready" ? "success" : "info", discreet: t("news_result") };
}

/** @param {any} payload @returns {Description} */
function describeAccount({ type }) {
  const text = t(`account_${/** @type {"profile" | "password" | "role" | "status" | "session"} */ (type)}`);
  return { text, href: "/cuenta", kind: "info", discreet: t("news_account") };
}

/**
 * Return the description of an event.
 *
 * @param {string} event
 * @param {any} payload
 * @returns {Description}
 */
export function describeEvent(event, payload) {
  if (event === "appointment:update") return describeAppointment(payload);
  if (event === "result:update") return describeResult(payload);
  if (event === "user:update") return describeAccount(payload);
  return { text: payload.message, href: "", kind: payload.type, discreet: payload.message };
}
