/** The page of the audit log: shows new entries above those being read, and verifies the chain on demand. */

import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { parseFragment } from "./fragment.js";
import { merge } from "./lists.js";
import { api, fetchPart } from "./session.js";

const POLL_MS = 15_000;
const MARK_MS = 2_500;
const MAX_ENTRIES = 500;

const list = /** @type {HTMLElement} */ (document.getElementById("list"));
const entries = () => list.querySelector("[data-entries]");
/** @param {Element | null | undefined} row */
const numberOf = (row) => Number(row?.getAttribute("data-key") ?? 0);

/**
 * Add new entries above the others. A reader who has scrolled down or opened an entry keeps their position.
 *
 * @param {string} html - the newest entries, as the page shows them
 */
function show(html) {
  // Instead of what the filters choose, the list shows why that failed.
  if ("failed" in list.dataset) return;
  const content = parseFragment(html);
  const shown = entries();
  const newest = [...content.querySelectorAll("[data-entries] > [data-key]")];
  const last = numberOf(shown?.firstElementChild);
  const added = newest.filter((row) => numberOf(row) > last);
  if (!shown || (added.length && added.length === newest.length)) {
    // The first entries, or so many that there may be a gap above the last one shown: they replace the list.
    if (added.length) merge(list, html, true);
    return;
  }
  if (!added.length) return;
  for (const id of ["about", "pager"]) {
    const old = document.getElementById(id);
    const fresh = content.getElementById(id);
    if (old && fresh) merge(old, fresh.innerHTML, false);
  }
  const rows = [...shown.children];
  const isReading = scrollY > 0 || shown.querySelector("details[open]") || shown.contains(document.activeElement);
  const anchor = isReading ? rows.find((row) => row.getBoundingClientRect().bottom > 0) : undefined;
  const top = anchor?.getBoundingClientRect().top ?? 0;
  shown.prepend(...added);
  if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
  for (const row of [...shown.children].slice(MAX_ENTRIES)) row.remove();
  for (const row of added) {
    row.classList.add("changed");
    setTimeout(() => row.classList.remove("changed"), MARK_MS);
  }
}

let isFetching = false;
let again = false;

async function fetchNew() {
  again = true;
  if (isFetching) return;
  isFetching = true;
  try {
    while (again) {
      again = false;
      // New entries are on the first page. On the others they would move the rows under the reader.
      if (entries() && entries()?.getAttribute("data-page") !== "1") return;
      // The filters that could not be applied are not yet those of the address.
      if ("failed" in list.dataset) return;
      const requested = location.search;
      const html = await fetchPart(location.pathname + requested);
      if (location.search === requested) show(html);
      else again = true;
    }
  } catch (error) {
    // The connection status shows that the page is offline; the next connection fetches the entries.
    expectProblem(error);
  } finally {
    isFetching = false;
  }
}

// `show` restores the position itself.
document.documentElement.style.overflowAnchor = "none";
document.addEventListener("lab:event", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.name === "admin:event") void fetchNew();
});
document.addEventListener("lab:status", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.status === "live") void fetchNew();
});
document.addEventListener("lab:resync", () => void fetchNew());
// Some entries have no event, such as those of a sign-in.
setInterval(() => document.hidden || void fetchNew(), POLL_MS);

const verification = /** @type {HTMLElement} */ (document.getElementById("verification"));
const verify = /** @type {HTMLButtonElement} */ (document.getElementById("verify"));

/** Show the last part of the response received so far. @param {string} html */
function showVerification(html) {
  const last = parseFragment(html).lastElementChild;
  if (last) verification.replaceChildren(last);
}

verify.addEventListener("click", async () => {
  const before = verification.innerHTML;
  verify.disabled = true;
  verify.classList.add("btn-loading");
  // Screen readers announce the result only, not each step.
  verification.setAttribute("aria-busy", "true");
  try {
    showVerification((await api("POST", "/admin/audit/verification", { received: showVerification })).data);
  } catch (error) {
    showVerification(`<div>${before}</div>`);
    toast(expectProblem(error).message, "error");
  } finally {
    verification.removeAttribute("aria-busy");
    verify.classList.remove("btn-loading");
    verify.disabled = false;
  }
});
