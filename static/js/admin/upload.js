/**
 * Uploads the PDF of a result: dropped on an element with `data-drop` (the address) and `data-version`, or chosen with
 * the button in it. During an upload a refresh leaves the element as it is. Errors are shown in the element.
 */

import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { refreshParts } from "./lists.js";
import { api } from "./session.js";
import { t } from "./texts.js";

/** @typedef {HTMLElement} Target */

/** @param {Target} target @param {string} text */
function showError(target, text) {
  const place = target.querySelector("[data-fault]");
  // A refresh may have removed the row meanwhile.
  if (place && target.isConnected) place.textContent = text;
  else if (text) toast(text, "error");
}

/** @param {Target} target @param {string} name @param {number} share */
function showProgress(target, name, share) {
  const bar = target.querySelector("progress");
  const words = target.querySelector("[data-progress]");
  if (!bar || !words) return;
  // After the upload the server checks the file, without reporting progress.
  if (share < 1) bar.value = share;
  else bar.removeAttribute("value");
  words.textContent = share < 1 ? t("uploading", { name, percent: Math.floor(share * 100) }) : t("checking", { name });
}

/** @param {Target} target @param {File} file */
async function upload(target, file) {
  const box = target.querySelector(".upload-progress");
  const button = target.querySelector("[data-choose]");
  showError(target, "");
  target.setAttribute("data-editing", "");
  box?.removeAttribute("hidden");
  button?.setAttribute("disabled", "");
  const progress = (/** @type {number} */ share) => showProgress(target, file.name, share);
  progress(0);
  try {
    await api("PUT", target.dataset.drop ?? "", { file, version: target.dataset.version, progress });
    toast(t("uploaded", { name: file.name }));
  } catch (error) {
    showError(target, `${file.name}: ${expectProblem(error).summary}`);
  } finally {
    target.removeAttribute("data-editing");
    box?.setAttribute("hidden", "");
    button?.removeAttribute("disabled");
    refreshParts(["result"]);
  }
}

/** @param {Target} target @param {FileList} files */
function accept(target, files) {
  if ("editing" in target.dataset || files.length === 0) return;
  if (!target.dataset.drop) showError(target, t("upload_closed"));
  else if (files.length > 1) showError(target, t("upload_one"));
  else void upload(target, files[0]);
}

/** @param {Event} event @returns {Target | null} */
function targetOf(event) {
  return event.target instanceof Element ? event.target.closest("[data-drop]") : null;
}

/** @param {Target | null} target */
function highlight(target) {
  for (const one of document.querySelectorAll(".over")) if (one !== target) one.classList.remove("over");
  if (target?.dataset.drop) target.classList.add("over");
}

/** @param {DragEvent} event */
const holdsFiles = (event) => Boolean(event.dataTransfer?.types.includes("Files"));

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event) || !event.dataTransfer) return;
  // Everywhere on the page: by default a browser leaves the page and opens the file.
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  highlight(targetOf(event));
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) highlight(null);
});
document.addEventListener("drop", (event) => {
  if (!holdsFiles(event) || !event.dataTransfer) return;
  event.preventDefault();
  highlight(null);
  const target = targetOf(event);
  if (target) accept(target, event.dataTransfer.files);
  else toast(t("upload_where"), "error");
});
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-choose]") : null;
  const input = button?.parentElement?.querySelector("input[type=file]");
  if (input instanceof HTMLInputElement) input.click();
});
document.addEventListener("change", (event) => {
  const input = event.target;
  const target = targetOf(event);
  if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.files || !target) return;
  accept(target, input.files);
  // Without this, choosing a corrected file of the same name would be no change.
  input.value = "";
});

/** Show the PDF in the page if the browser has a viewer; without one it would download the file. */
function preview() {
  const box = document.getElementById("preview");
  if (!box || !navigator.pdfViewerEnabled) return;
  const shown = box.querySelector("iframe");
  // Hides the thumbnails of the viewer.
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
