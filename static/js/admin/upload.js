/**
 * Files onto results: dropped on a place that says where its PDF goes (`data-drop`, `data-version`), or chosen by its
 * button. While one is on its way its place stays as it is; a refusal is said there in words, and nothing is changed.
 */

import { refreshParts } from "./lists.js";
import { api, Problem } from "./session.js";
import { t } from "./texts.js";
import { toast } from "./toasts.js";

/** @typedef {HTMLElement} Place */

/** @param {Place} place @param {string} text */
function fault(place, text) {
  const said = place.querySelector("[data-fault]");
  // A place may have left the list meanwhile.
  if (said && place.isConnected) said.textContent = text;
  else if (text) toast(text, "error");
}

/** @param {Place} place @param {string} name @param {number} share */
function showProgress(place, name, share) {
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-progress]");
  if (!bar || !words) return;
  // All of it is there; the server reads it now, and does not say how far it is.
  if (share < 1) bar.value = share;
  else bar.removeAttribute("value");
  words.textContent = share < 1 ? t("uploading", { name, percent: Math.floor(share * 100) }) : t("checking", { name });
}

/** @param {Place} place @param {File} file */
async function upload(place, file) {
  const box = place.querySelector(".upload-progress");
  const button = place.querySelector("[data-choose]");
  fault(place, "");
  place.setAttribute("data-editing", "");
  box?.removeAttribute("hidden");
  button?.setAttribute("disabled", "");
  showProgress(place, file.name, 0);
  try {
    await api("PUT", place.dataset.drop ?? "", {
      file,
      version: place.dataset.version,
      progress: (share) => showProgress(place, file.name, share),
    });
    toast(t("uploaded", { name: file.name }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    fault(place, [file.name + ":", problem.message, ...Object.values(problem.errors).flat()].join(" "));
  } finally {
    place.removeAttribute("data-editing");
    box?.setAttribute("hidden", "");
    button?.removeAttribute("disabled");
    refreshParts(["result"]);
  }
}

/** @param {Place} place @param {FileList} files */
function take(place, files) {
  if ("editing" in place.dataset || files.length === 0) return;
  if (!place.dataset.drop) fault(place, t("upload_closed"));
  else if (files.length > 1) fault(place, t("upload_one"));
  else void upload(place, files[0]);
}

/** @param {Event} event @returns {Place | null} */
function placeOf(event) {
  return event.target instanceof Element ? event.target.closest("[data-drop]") : null;
}

/** @param {Place | null} place */
function mark(place) {
  for (const one of document.querySelectorAll(".over")) if (one !== place) one.classList.remove("over");
  if (place?.dataset.drop) place.classList.add("over");
}

/** @param {DragEvent} event */
const holdsFiles = (event) => Boolean(event.dataTransfer?.types.includes("Files"));

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event) || !event.dataTransfer) return;
  // Also beside a place: a browser would leave the page and open the file.
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  mark(placeOf(event));
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) mark(null);
});
document.addEventListener("drop", (event) => {
  if (!holdsFiles(event) || !event.dataTransfer) return;
  event.preventDefault();
  mark(null);
  const place = placeOf(event);
  if (place) take(place, event.dataTransfer.files);
  else toast(t("upload_where"), "error");
});
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-choose]") : null;
  const input = button?.parentElement?.querySelector("input[type=file]");
  if (input instanceof HTMLInputElement) input.click();
});
document.addEventListener("change", (event) => {
  const input = event.target;
  const place = placeOf(event);
  if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.files || !place) return;
  take(place, input.files);
  // The same file again, mended, is a change, too.
  input.value = "";
});

/** Show the PDF in the page, where the browser can; a frame that it cannot show would be downloaded. */
function preview() {
  const box = document.getElementById("preview");
  if (!box || !navigator.pdfViewerEnabled) return;
  const shown = box.querySelector("iframe");
  // The page and not its miniature.
  const address = `${box.dataset.preview}#navpanes=0`;
  if (shown?.getAttribute("src") === address) return;
  const frame = document.createElement("iframe");
  frame.className = "preview";
  frame.title = box.dataset.title ?? "";
  frame.src = address;
  box.replaceChildren(frame);
}

preview();
document.addEventListener("lab:merged", preview);
