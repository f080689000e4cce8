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
    place.classList.toggle("text-danger", ["down", "read-only"].includes(value));
  }
}

/** Load the chart when its place is about to come into sight: below the log, many readers never see it. */
function loadChart() {
  const place = /** @type {HTMLElement} */ (document.getElementById("rate"));
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      void import(place.dataset.script ?? "");
    },
    { rootMargin: "25%" },
  );
  observer.observe(place);
}

followActivity();
addEventListener("load", loadChart);
setTimeout(showHealth);
setInterval(showHealth, HEALTH_MS);
document.addEventListener("lab:status", showHealth);
// Connections have no events.
setInterval(() => document.hidden || refreshParts(["connection"]), CONNECTED_MS);
