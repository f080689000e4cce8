/** The audit log's page: new entries come in above what is being read, and the chain is verified on demand. */

import { merge } from "./lists.js";
import { api, part, Problem } from "./session.js";
import { toast } from "./toasts.js";

const FOLLOW_MS = 15_000;
const MARK_MS = 2_500;
const MOST_ENTRIES = 500;

const list = /** @type {HTMLElement} */ (document.getElementById("list"));
const entries = () => list.querySelector("[data-entries]");
/** @param {Element | null | undefined} row */
const numberOf = (row) => Number(row?.getAttribute("data-key") ?? 0);

/**
 * Put what is new above the rest. Whoever reads further down, or has opened an entry, keeps their place.
 *
 * @param {string} html the newest entries, as the page shows them
 */
function show(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const shown = entries();
  const newest = [...made.content.querySelectorAll("[data-entries] > [data-key]")];
  const last = numberOf(shown?.firstElementChild);
  const added = newest.filter((row) => numberOf(row) > last);
  if (!shown || (added.length && added.length === newest.length)) {
    // The first of all, or so many that they do not reach down to the last one shown: the newest stand alone.
    if (added.length) merge(list, html, true);
    return;
  }
  if (!added.length) return;
  for (const id of ["about", "pager"]) {
    const old = document.getElementById(id);
    const fresh = made.content.getElementById(id);
    if (old && fresh) merge(old, fresh.innerHTML, false);
  }
  const rows = [...shown.children];
  const isReading = scrollY > 0 || shown.querySelector("details[open]") || shown.contains(document.activeElement);
  const held = isReading ? rows.find((row) => row.getBoundingClientRect().bottom > 0) : undefined;
  const top = held?.getBoundingClientRect().top ?? 0;
  shown.prepend(...added);
  if (held) scrollBy({ top: held.getBoundingClientRect().top - top, behavior: "instant" });
  for (const row of [...shown.children].slice(MOST_ENTRIES)) row.remove();
  for (const row of added) {
    row.classList.add("changed");
    setTimeout(() => row.classList.remove("changed"), MARK_MS);
  }
}

let running = false;
let again = false;

async function follow() {
  again = true;
  if (running) return;
  running = true;
  try {
    while (again) {
      again = false;
      // Only the first page has what is new; the others would move away under the reader.
      if (entries() && entries()?.getAttribute("data-page") !== "1") return;
      const asked = location.search;
      const html = await part(location.pathname + asked);
      if (location.search === asked) show(html);
      else again = true;
    }
  } catch (problem) {
    // Whoever is offline is told by the indicator; the next connection fetches it again.
    if (!(problem instanceof Problem)) throw problem;
  } finally {
    running = false;
  }
}

// The page keeps the reader's place itself.
document.documentElement.style.overflowAnchor = "none";
document.addEventListener("lab:event", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.name === "admin:event") void follow();
});
document.addEventListener("lab:status", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.status === "live") void follow();
});
document.addEventListener("lab:resync", () => void follow());
// Not everything that is on record is reported: signing in is not.
setInterval(() => document.hidden || void follow(), FOLLOW_MS);

const verification = /** @type {HTMLElement} */ (document.getElementById("verification"));
const verify = /** @type {HTMLButtonElement} */ (document.getElementById("verify"));

/** Each piece of the answer takes the place of the one before. @param {string} html */
function tell(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const last = made.content.lastElementChild;
  if (last) verification.replaceChildren(last);
}

verify.addEventListener("click", async () => {
  const before = verification.innerHTML;
  verify.disabled = true;
  verify.classList.add("btn-loading");
  // Nobody wants to hear every step.
  verification.setAttribute("aria-busy", "true");
  try {
    tell((await api("POST", "/admin/audit/verification", { received: tell })).data);
  } catch (problem) {
    tell(`<div>${before}</div>`);
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, "error");
  } finally {
    verification.removeAttribute("aria-busy");
    verify.classList.remove("btn-loading");
    verify.disabled = false;
  }
});
