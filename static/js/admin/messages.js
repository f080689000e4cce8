/** Writing a system message: how it will look, how long it is, and whom it reaches. */

import { askBefore } from "./dialogs.js";
import { refreshParts } from "./lists.js";
import { t } from "./texts.js";
import { noticeOf } from "./toasts.js";

const CONNECTED_MS = 5_000;

const form = /** @type {HTMLFormElement} */ (document.getElementById("message"));
const type = /** @type {HTMLSelectElement} */ (form.elements.namedItem("type"));
const role = /** @type {HTMLSelectElement} */ (form.elements.namedItem("targetRole"));
const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("message"));

function draw() {
  const kind = /** @type {import("./toasts.js").Kind} */ (type.value);
  const notice = noticeOf(text.value.trim() || "…", kind, t("notice"));
  // It is a picture: nothing is announced, and there is nothing to close.
  notice.removeAttribute("role");
  notice.querySelector("button")?.remove();
  document.getElementById("preview")?.replaceChildren(notice);
  const length = document.getElementById("message-length");
  if (length) length.textContent = String(text.value.trim().length);
}

/** How many screens see it at once. */
function reached() {
  /** @type {Record<string, number>} */
  const counts = JSON.parse(document.getElementById("reach-counts")?.dataset.counts ?? "{}");
  return role.value ? (counts[role.value] ?? 0) : Object.values(counts).reduce((sum, one) => sum + one, 0);
}

form.addEventListener("input", draw);
// The fields are emptied after the listeners of this event.
form.addEventListener("reset", () => setTimeout(draw));
askBefore(form, () => (text.value.trim() ? t("reach", { who: role.selectedOptions[0].text, count: reached() }) : null));
draw();
// Nobody reports that a screen was opened or closed.
setInterval(() => document.hidden || refreshParts(["connection"]), CONNECTED_MS);
