/** The page of connections: looks by itself who came and who went, and knows which connection is this page's own. */

import { refreshParts } from "./lists.js";

const REFRESH_MS = 3_000;

/** Say which of the connections is this page's, and warn before it is closed. */
function markOwn() {
  const own = document.getElementById("connection")?.dataset.sid;
  if (!own) return;
  const row = document.getElementById(`socket-${own}`);
  row?.querySelector("[data-own]")?.removeAttribute("hidden");
  const button = /** @type {HTMLElement | null | undefined} */ (row?.querySelector("[data-confirm-own]"));
  if (button) button.dataset.confirm = button.dataset.confirmOwn;
}

document.addEventListener("lab:merged", markOwn);
document.addEventListener("lab:status", markOwn);
document.addEventListener("htmx:afterSwap", markOwn);
markOwn();
// Nobody reports that a screen was opened or closed.
setInterval(() => document.hidden || refreshParts(["connection"]), REFRESH_MS);
document.addEventListener("visibilitychange", () => document.hidden || refreshParts(["connection"]));
