/** The forms of appointments: for whom, and what for. */

import { prepareOffer } from "./offer.js";
import { preparePicker } from "./picker.js";

for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-picker]")))
  preparePicker(box);
for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-offer]"))) prepareOffer(box);

// A step that was taken here makes a new version of the record: it is not somebody else's change.
document.addEventListener("lab:acted", (event) => {
  const { data, version } = /** @type {CustomEvent} */ (event).detail;
  const form = document.querySelector('form[data-entity="appointment"]');
  if (form instanceof HTMLElement && version && "scheduledAt" in (data ?? {})) form.dataset.version = String(version);
});
