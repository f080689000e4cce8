/** The erasure of a person: confirmed with the typed name, or a request for it declined with a reason. */

import { askUntilAccepted } from "./ask-again.js";
import { refreshParts } from "./lists.js";
import { api } from "./session.js";

const LIST = "/admin/people";

document.addEventListener("click", async (event) => {
  const target = /** @type {Element} */ (event.target);
  const { erase } = datasetOf(target, "[data-erase]");
  const decline = datasetOf(target, "[data-decline-erasure]").declineErasure;
  if (erase && (await askUntilAccepted("erase-person", (body) => api("POST", erase, { body })))) location.assign(LIST);
  if (decline && (await askUntilAccepted("decline-erasure", (body) => api("POST", decline, { body })))) {
    refreshParts(["user"]);
  }
});

/** @param {Element} target @param {string} selector @returns {DOMStringMap} */
function datasetOf(target, selector) {
  const found = target.closest(selector);
  return found instanceof HTMLElement ? found.dataset : {};
}

/** @param {Event} event */
function onEvent(event) {
  const { payload } = /** @type {CustomEvent} */ (event).detail;
  const shown = document.getElementById("person")?.dataset.id;
  if (payload.eventType !== "user.erased" || String(payload.entityId) !== shown) return;
  // Nothing of this page can be fetched any more, neither by its form nor by its parts.
  event.stopImmediatePropagation();
  for (const part of document.querySelectorAll("[data-live]")) part.removeAttribute("data-live");
  location.assign(LIST);
}

// Before the listeners that fetch.
document.addEventListener("lab:event", onEvent, { capture: true });
