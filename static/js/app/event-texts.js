/** Describes events: their texts in the inbox and in notices, and the page with more. */

import { dayAndTime } from "./format.js";
import { locationName, timeZoneOf } from "./records.js";
import { t } from "./texts.js";

/** @typedef {import("./texts.js").Key} Key */
/**
 * @typedef {object} Description
 * @property {string} text
 * @property {string} href - an empty string if there is no page with more
 * @property {import("../shared/toasts.js").Kind} kind
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
  return { text: `${t(`appointment_${key}`)}: ${details.join(" · ")}`, href: "/citas", kind };
}

/** @param {any} payload @returns {Description} */
function describeResult({ status, examName }) {
  const text = t(`result_is_${/** @type {"pending" | "ready" | "delivered"} */ (status)}`, { exam: examName });
  return { text, href: "/resultados", kind: status === "ready" ? "success" : "info" };
}

const FACTOR_TEXTS = /** @type {const} */ ({
  "second_factor created": "account_second_factor_created",
  "second_factor removed": "account_second_factor_removed",
  "second_factor reset": "account_second_factor_reset",
  "second_factor refused": "account_second_factor_refused",
  "recovery_codes updated": "account_recovery_codes",
  "recovery_codes used": "account_recovery_codes_used",
});

/** @param {string} type @param {string} action @param {any} changes @returns {Description} */
function describeFactors(type, action, { name = "", recoveryCodes = 0 }) {
  const known = /** @type {keyof typeof FACTOR_TEXTS} */ (`${type} ${action}`);
  const text = t(FACTOR_TEXTS[known] ?? "account_second_factor", { name, n: recoveryCodes });
  return { text, href: "/cuenta", kind: action === "refused" || action === "used" ? "warning" : "info" };
}

/** @type {Record<string, import("../shared/toasts.js").Kind>} */
const DECISION_KINDS = { confirmed: "success", declined: "warning" };

/** @param {any} payload @returns {Description} */
function describeAccount({ type, action, changes }) {
  if (type === "document") {
    const key = /** @type {"proposed" | "withdrawn" | "confirmed" | "declined"} */ (action);
    return { text: t(`document_was_${key}`), href: "/cuenta", kind: DECISION_KINDS[key] ?? "info" };
  }
  if (type === "erasure") {
    const key = /** @type {"requested" | "withdrawn" | "declined" | "erased"} */ (action);
    const text = t(`erasure_was_${key}`, { reason: changes?.reason ?? "" });
    return { text, href: "/cuenta", kind: DECISION_KINDS[key] ?? "info" };
  }
  if (type === "second_factor" || type === "recovery_codes") return describeFactors(type, action, changes ?? {});
  if (type === "data") {
    const by = changes?.by === "self" ? "self" : "laboratory";
    return { text: t(`account_data_exported_${by}`), href: "/cuenta", kind: "info" };
  }
  if (type === "profile" && action === "created") return { text: t("welcome"), href: "/cuenta", kind: "success" };
  const text = t(`account_${/** @type {"profile" | "password" | "role" | "status" | "session"} */ (type)}`);
  return { text, href: "/cuenta", kind: "info" };
}

/** @type {Record<string, (payload: any) => Description>} */
const DESCRIPTIONS = {
  "appointment:update": describeAppointment,
  "result:update": describeResult,
  "user:update": describeAccount,
  "system:message": ({ message, type }) => ({ text: message, href: "", kind: type }),
};

/** @param {string} event */
const label = (event) => t(/** @type {Key} */ (`event_${event.replace(":", "_")}`));

/**
 * Return the description of an event; its label if the app has nothing more to say of it.
 *
 * `discreet` is a text without personal data, for notifications of the device. A message is for everybody.
 *
 * @param {string} event
 * @param {any} payload
 * @returns {Description & { discreet: string }}
 */
export function describeEvent(event, payload) {
  const describe = DESCRIPTIONS[event] ?? (() => ({ text: label(event), href: "", kind: "info" }));
  return { ...describe(payload), discreet: event === "system:message" ? payload.message : label(event) };
}
