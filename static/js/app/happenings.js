/** What an event means for the app: what is fetched anew, and what is said about it. */

import { isLive, on } from "./live.js";
import { appointmentAct, isMine } from "./mine.js";
import { notify } from "./notifications.js";
import { appointments, catalog, inbox, place, results, sessions } from "./records.js";
import { sentence } from "./sentences.js";
import { foresee, reload } from "./session.js";
import { toast } from "./toasts.js";

/** @param {string} event @param {any} payload */
function say(event, payload) {
  const { text, kind, href, discreet } = sentence(event, payload);
  toast(text, kind, href);
  void notify(discreet, href ?? "/avisos", `${event} ${payload.eventId}`);
}

/** @param {import("./live.js").DomainEvents["appointment:update"]} payload */
async function onAppointment(payload) {
  const appointment = /** @type {import("./types.d.ts").Appointment | undefined} */ (payload.appointment);
  if (appointment) place(appointment);
  appointments.renew();
  results.renew();
  const done = appointment && (await isMine(appointmentAct(payload.action, appointment)));
  if (!done) say("appointment:update", payload);
}

/** @param {import("./live.js").DomainEvents["user:update"]} payload */
function onAccount({ type, action }) {
  if (action === "deactivated") foresee("deactivated");
  if (type === "session") sessions.renew();
  // Where it fails it is told with the next token.
  if (type === "profile") reload().catch(() => {});
}

/** Follow the events from now on. */
export function followEvents() {
  on("catalog:update", () => catalog.renew());
  on("appointment:update", onAppointment);
  on("result:update", (payload) => {
    results.renew();
    if (payload.status === "ready") say("result:update", payload);
  });
  on("user:update", onAccount);
  on("system:message", (payload) => say("system:message", payload));
  for (const name of /** @type {const} */ (["appointment:update", "result:update", "user:update", "system:message"])) {
    on(name, () => inbox.renew());
  }
  // Without a connection, as for a visitor, what is seen again is fetched again.
  document.addEventListener("visibilitychange", () => document.hidden || isLive() || catalog.renew());
  // How many are unread is shown on every view.
  on("live", () => void inbox.load());
}
