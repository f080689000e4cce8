/** What the app does with each event: refresh records, and notify the user. */

import { toast } from "../shared/toasts.js";
import { describeEvent } from "./event-texts.js";
import { isLive, on } from "./live.js";
import { notify } from "./notifications.js";
import { appointmentKey, isOwnChange } from "./own-changes.js";
import { forgetName, nameOf } from "./patients.js";
import { appointments, catalog, erasureRequest, inbox, results, secondFactors, sessions } from "./records.js";
import { announceEnd, reloadUser, session } from "./session.js";
import { t } from "./texts.js";

/** Return the patient that a notice of a doctor names, an empty string for all others. @param {any} payload */
async function patientOf({ patientId: id }) {
  if (session.value.user?.role !== "Medico" || id === undefined) return "";
  const name = await nameOf(id);
  return ` · ${name === null ? t("patient_number", { id }) : t("patient_named", { name })}`;
}

/** @param {string} event @param {any} payload */
async function show(event, payload) {
  const patient = await patientOf(payload);
  const { text, kind, href, discreet } = describeEvent(event, payload);
  toast(text + patient, kind, { href });
  void notify(discreet, href || "/avisos", `${event} ${payload.eventId}`);
}

/** @param {import("./live.js").DomainEvents["appointment:update"]} payload */
async function onAppointment(payload) {
  const { appointment } = payload;
  appointments.receive("appointment:update", payload);
  // A doctor has the results of the visits that the doctor ordered, which can change.
  if (session.value.user?.role === "Medico" || !appointment) results.refresh();
  // Without its record: the data of the patient were erased.
  if (!appointment) return forgetName(payload.patientId);
  const isOwn = await isOwnChange(appointmentKey(payload.action, appointment));
  if (!isOwn) void show("appointment:update", payload);
}

/** @param {import("./live.js").DomainEvents["user:update"]} payload */
function onAccount(payload) {
  const { type, action } = payload;
  if (action === "deactivated" || action === "erased") announceEnd(action);
  if (type === "erasure") erasureRequest.refresh();
  if (type === "erasure" && action === "declined") void show("user:update", payload);
  if (type === "session") sessions.refresh();
  if (type === "second_factor" || type === "recovery_codes") secondFactors.refresh();
  // Not the user's own act on this page, and worth a look at once.
  if (action === "refused" || action === "used") void show("user:update", payload);
  // If it fails, the next renewal of the token returns the user as well.
  if (type === "profile" || type === "document") reloadUser().catch(() => {});
  if (type === "document" && (action === "confirmed" || action === "declined")) void show("user:update", payload);
}

export function handleEvents() {
  on("catalog:update", (payload) => catalog.receive("catalog:update", payload));
  on("appointment:update", onAppointment);
  on("result:update", (payload) => {
    results.receive("result:update", payload);
    if (payload.status === "ready") void show("result:update", payload);
  });
  on("user:update", onAccount);
  on("system:message", (payload) => void show("system:message", payload));
  for (const name of /** @type {const} */ (["appointment:update", "result:update", "user:update", "system:message"])) {
    on(name, (payload) => inbox.receive(name, payload));
  }
  // Visitors have no connection, so they get a new catalogue when they return to the page.
  document.addEventListener("visibilitychange", () => document.hidden || isLive() || catalog.refresh());
  // No event tells a doctor that a visit is no longer the doctor's.
  on("live", () => {
    if (session.value.user?.role !== "Medico") return;
    appointments.refresh();
    results.refresh();
  });
  // Every view shows the number of unread notices.
  on("live", () => inbox.value.data === null && void inbox.load());
}
