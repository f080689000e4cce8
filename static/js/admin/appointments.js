/** The forms of appointments: the patient, the time, and the exams and packages. */

import { prepareOffer } from "./offer.js";
import { preparePicker } from "./picker.js";
import { prepareTimes } from "./times.js";

/** @param {string} selector @returns {NodeListOf<HTMLElement>} */
const all = (selector) => document.querySelectorAll(selector);

all("[data-picker]").forEach(preparePicker);
all("[data-offer]").forEach(prepareOffer);
all("[data-times]").forEach(prepareTimes);

// An action of this page creates a new version of the record, which is no conflict with the form.
document.addEventListener("lab:acted", (event) => {
  const { data, version } = /** @type {CustomEvent} */ (event).detail;
  const form = document.querySelector('form[data-entity="appointment"]');
  if (form instanceof HTMLElement && version && "scheduledAt" in (data ?? {})) form.dataset.version = String(version);
});
