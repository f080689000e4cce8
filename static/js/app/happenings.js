/** What an event means for the app: what is fetched anew, and what is said about it. */

import { on } from "./live.js";
import { catalog } from "./records.js";
import { foresee } from "./session.js";
import { toast } from "./toasts.js";

/** Follow the events from now on. */
export function followEvents() {
  on("catalog:update", () => catalog.renew());
  on("user:update", ({ action }) => {
    if (action === "deactivated") foresee("deactivated");
  });
  on("system:message", ({ type, message }) => toast(message, type));
}
