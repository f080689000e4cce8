/** The form of a system message: shows a preview, the length, and the number of recipients. */

import { confirmBeforeSubmit } from "./dialogs.js";
import { refreshParts } from "./lists.js";
import { t } from "./texts.js";
import { toastElement } from "./toasts.js";

const CONNECTED_MS = 5_000;

const form = /** @type {HTMLFormElement} */ (document.getElementById("message"));
const type = /** @type {HTMLSelectElement} */ (form.elements.namedItem("type"));
const role = /** @type {HTMLSelectElement} */ (form.elements.namedItem("targetRole"));
const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("message"));

function updatePreview() {
  const kind = /** @type {import("./toasts.js").Kind} */ (type.value);
  const preview = toastElement({ text: text.value.trim() || "…", kind, title: t("notice") });
  document.getElementById("preview")?.replaceChildren(preview);
  const length = document.getElementById("message-length");
  if (length) length.textContent = String(text.value.trim().length);
}

/** Return the number of pages that receive the message at once. */
function countRecipients() {
  /** @type {Record<string, number>} */
  const counts = JSON.parse(document.getElementById("reach-counts")?.dataset.counts ?? "{}");
  return role.value ? (counts[role.value] ?? 0) : Object.values(counts).reduce((sum, one) => sum + one, 0);
}

form.addEventListener("input", updatePreview);
// The browser clears the fields after the listeners of this event.
form.addEventListener("reset", () => setTimeout(updatePreview));
confirmBeforeSubmit(form, () => {
  const who = role.selectedOptions[0].text;
  return text.value.trim() ? t("reach", { who, count: countRecipients() }) : null;
});
updatePreview();
// Connections have no events.
setInterval(() => document.hidden || refreshParts(["connection"]), CONNECTED_MS);
