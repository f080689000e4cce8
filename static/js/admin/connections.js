/** The page of connections: refreshes by polling, and marks the connection of this page. */

import { refreshParts } from "./lists.js";

const REFRESH_MS = 3_000;

/** Mark the connection of this page; closing it needs another confirmation. */
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
// Connections have no events.
setInterval(() => document.hidden || refreshParts(["connection"]), REFRESH_MS);
document.addEventListener("visibilitychange", () => document.hidden || refreshParts(["connection"]));
