/**
 * The progress of a change of many prices: first of its upload, then of the events that have arrived on this page.
 */

import { t } from "./texts.js";

// A smaller change is complete before the bar could be read.
const MIN_PRICES = 200;

// Ends the tracking of the previous change, whose events may still arrive when the next change is sent.
let tracking = new AbortController();

/** @typedef {import("./session.js").Answer} Answer */

/**
 * Send a change and show its progress. Resolves as `send` does; the bar continues after that.
 *
 * @param {Map<number, string>} prices - by exam
 * @param {number} userId - the author of the change
 * @param {(progress: (share: number) => void) => Promise<Answer>} send
 * @returns {Promise<Answer>}
 */
export async function trackDelivery(prices, userId, send) {
  const box = /** @type {HTMLElement} */ (document.getElementById("delivery"));
  const bar = /** @type {HTMLProgressElement} */ (document.getElementById("delivered"));
  const text = /** @type {HTMLElement} */ (box.querySelector("label"));
  /** @type {Set<number>} */
  const reported = new Set();
  /** @type {Set<number>} */
  const arrived = new Set();
  let total = 0;
  let reloaded = false;
  tracking.abort();
  tracking = new AbortController();
  const { signal } = tracking;

  const show = () => {
    if (!total || signal.aborted) return;
    let done = 0;
    for (const id of arrived) if (reported.has(id)) done += 1;
    if (reloaded) done = total;
    bar.max = total;
    bar.value = done;
    text.textContent = reloaded ? t("prices_reloaded") : t("prices_delivered", { done, count: total });
    if (done >= total) tracking.abort();
  };
  /** @param {Event} event */
  const onEvent = (event) => {
    const { name, payload } = /** @type {CustomEvent} */ (event).detail;
    const { entityId } = payload;
    const isPrice = name === "catalog:update" && payload.type === "price" && prices.has(entityId);
    // Other users may change the same prices: the report names the author.
    const isReport = name === "admin:event" && payload.entityType === "exam" && payload.userId === userId;
    if (isPrice) arrived.add(entityId);
    else if (isReport && payload.data?.after?.price === prices.get(entityId)) reported.add(entityId);
    else return;
    show();
  };
  document.addEventListener("lab:event", onEvent, { signal });
  // The page missed events and reloaded all its parts instead.
  const onResync = () => {
    reloaded = true;
    show();
  };
  document.addEventListener("lab:resync", onResync, { signal });

  box.hidden = prices.size <= MIN_PRICES;
  bar.max = 1;
  bar.value = 0;
  text.textContent = t("prices_sending");
  try {
    const answer = await send((share) => {
      bar.value = share;
    });
    total = answer.data.changed;
    if (total) {
      show();
    } else {
      box.hidden = true;
      tracking.abort();
    }
    return answer;
  } catch (problem) {
    box.hidden = true;
    tracking.abort();
    throw problem;
  }
}
