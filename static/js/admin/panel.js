/** The scripts of the panel: the activity log and the health of the system. The chart is in chart.js. */

import { followActivity } from "./activity.js";
import { refreshParts } from "./lists.js";
import { t } from "./texts.js";

const HEALTH_MS = 15_000;
const CONNECTED_MS = 5_000;

async function showHealth() {
  /** @type {Record<string, any>} */
  const parts = await fetch("/health/ready")
    .then((response) => response.json())
    .catch(() => ({ database: "down", redis: "down", eventLag: "down" }));
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#health [data-part]"))) {
    const value = parts[place.dataset.part ?? ""];
    place.dataset.value = String(value);
    place.textContent = typeof value === "number" ? String(value) : t(`health_${value}`);
    place.classList.toggle("text-danger", value === "down");
  }
}

/** Start the chart when the page is shown and connected. The page has asked for the file before. */
function startChart() {
  const { href } = /** @type {HTMLLinkElement} */ (document.getElementById("chart"));
  setTimeout(() => void import(href));
}

followActivity();
addEventListener("load", startChart);
setTimeout(showHealth);
setInterval(showHealth, HEALTH_MS);
document.addEventListener("lab:status", showHealth);
// Connections have no events.
setInterval(() => document.hidden || refreshParts(["connection"]), CONNECTED_MS);
