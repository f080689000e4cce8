/** A result, and its file: downloaded with progress, verified, then opened or saved. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { download, files } from "../downloads.js";
import { dateAndTime, fileSize } from "../format.js";
import { Badge } from "../parts/badge.js";
import { Icon } from "../parts/icon.js";
import { Patient } from "../parts/patient.js";
import { usePreviousValue } from "../parts/previous-value.js";
import { t } from "../texts.js";
import { useStore } from "../use-store.js";

/** @typedef {import("../../rest-types.d.ts").Result} Result */
/** @typedef {import("../downloads.js").File} File */

/** @param {{ file: File, id: number }} props */
function Progress({ file, id }) {
  const share = file.size > 0 ? Math.round((file.received / file.size) * 100) : 0;
  const text =
    file.phase === "queued" ? t("queued") : file.waiting ? t("waiting_for_network") : t("fetching", { share });
  return html`<div class="field">
    <p id=${`progress-${id}`} role="status">${text}</p>
    <progress aria-labelledby=${`progress-${id}`} max="100" value=${share}></progress>
  </div>`;
}

/** @param {{ file: File, examName: string }} props */
function FileLinks({ file, examName }) {
  const name = html`<span class="unseen"> ${examName}</span>`;
  return html`
    <p class="saving" role="status"><${Icon} name="circle-check" /> ${t(file.isVerified ? "checked" : "unchecked")}</p>
    <div class="row">
      <a class="button button-primary" href=${file.url} target="_blank">
        <${Icon} name="external-link" /> ${t("open")}${name}
      </a>
      <a class="button" href=${file.url} download=${file.name}><${Icon} name="download" /> ${t("save")}${name}</a>
    </div>
  `;
}

/** @param {{ result: Result }} props */
function Content({ result }) {
  const { id, examName, size } = result;
  const file = useStore(files)[id];
  if (file?.phase === "queued" || file?.phase === "fetching") return html`<${Progress} file=${file} id=${id} />`;
  if (file?.phase === "ready") return html`<${FileLinks} file=${file} examName=${examName} />`;
  return html`
    ${file?.phase === "failed" && html`<p class="note note-error" role="alert">${file.problem?.message}</p>`}
    <button type="button" class="button" onClick=${() => download(id)}>
      <${Icon} name="file-type-pdf" /> ${t("fetch")}<span class="unseen"> ${examName}</span>
      ${size !== null && html`<span class="quiet">${fileSize(size)}</span>`}
    </button>
  `;
}

// How long a result is new for the doctor.
const NEW_MS = 3 * 24 * 3_600_000;

/** Whether a result is new: for the patient until the download, for the doctor some days. @param {Result} result */
function isNew({ status, releasedAt }, /** @type {boolean} */ isPatient) {
  if (isPatient || releasedAt === null) return status === "ready";
  return Date.now() - Date.parse(releasedAt) < NEW_MS;
}

/** @param {{ result: Result, isPatient: boolean }} props */
export function ResultCard({ result, isPatient }) {
  const { id, examName, status, patientId, releasedAt, hasFile } = result;
  const before = usePreviousValue(status);
  // The user's own download needs no highlight.
  const isDownloaded = id in useStore(files);
  const marked = isNew(result, isPatient);
  const classes = ["card", before !== undefined && !isDownloaded && "changed", marked && "new"];
  return html`<li class=${classes.filter(Boolean).join(" ")} id=${`result-${id}`}>
    <div class="head">
      <h2 class="name">${examName}</h2>
      ${marked && html`<span class="badge" data-tone="warn">${t("new")}</span>`}
      <${Badge} of="result" state=${status} />
    </div>
    ${!isPatient && html`<${Patient} id=${patientId} />`}
    ${releasedAt && html`<p class="quiet">${t("released", { when: dateAndTime(releasedAt) })}</p>`}
    ${status !== "pending" && hasFile && html`<${Content} result=${result} />`}
  </li>`;
}
