/**
 * How far a change of many prices has come: first its upload, then the events of it that have arrived on this screen,
 * by the same way as on everybody else's.
 */

import { t } from "./texts.js";

// Fewer are there before anybody could read a bar.
const MANY = 200;

// Of the change before, whose events may still be on their way when the next one is sent.
let listening = new AbortController();

/** @typedef {import("./session.js").Answer} Answer */

/**
 * Follow a change of `prices` that `send` carries out; the answer comes at once, the bar goes on by itself.
 *
 * @param {Map<number, string>} prices by exam
 * @param {number} userId whose change it is
 * @param {(progress: (share: number) => void) => Promise<Answer>} send
 * @returns {Promise<Answer>}
 */
export async function follow(prices, userId, send) {
  const box = /** @type {HTMLElement} */ (document.getElementById("delivery"));
  const bar = /** @type {HTMLProgressElement} */ (document.getElementById("delivered"));
  const text = /** @type {HTMLElement} */ (box.querySelector("label"));
  /** @type {Set<number>} */
  const reported = new Set();
  /** @type {Set<number>} */
  const arrived = new Set();
  let total = 0;
  let reloaded = false;
  listening.abort();
  listening = new AbortController();
  const { signal } = listening;

  const show = () => {
    if (!total || signal.aborted) return;
    let done = 0;
    for (const id of arrived) if (reported.has(id)) done += 1;
    if (reloaded) done = total;
    bar.max = total;
    bar.value = done;
    text.textContent = reloaded ? t("prices_reloaded") : t("prices_delivered", { done, count: total });
    if (done >= total) listening.abort();
  };
  /** @param {Event} event */
  const onEvent = (event) => {
    const { name, payload } = /** @type {CustomEvent} */ (event).detail;
    if (name === "catalog:update" && payload.type === "price" && prices.has(payload.entityId))
      arrived.add(payload.entityId);
    // Somebody else may change the same prices: the report says whose the change is.
    else if (
      name === "admin:event" &&
      payload.entityType === "exam" &&
      payload.userId === userId &&
      payload.data?.after?.price === prices.get(payload.entityId)
    )
      reported.add(payload.entityId);
    else return;
    show();
  };
  document.addEventListener("lab:event", onEvent, { signal });
  // So much was missed that the page fetched everything anew instead of hearing it one by one.
  document.addEventListener("lab:resync", () => ((reloaded = true), show()), { signal });

  box.hidden = prices.size <= MANY;
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
      listening.abort();
    }
    return answer;
  } catch (problem) {
    box.hidden = true;
    listening.abort();
    throw problem;
  }
}
