/** One result, and its file: fetched with its progress in sight, checked, then opened or saved. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { download, files } from "../downloads.js";
import { dateAndTime, fileSize } from "../format.js";
import { Badge } from "../parts/badge.js";
import { useBefore } from "../parts/changed.js";
import { Icon } from "../parts/icon.js";
import { Patient } from "../parts/patient.js";
import { useStore } from "../store.js";
import { t } from "../texts.js";

/** @typedef {import("../types.d.ts").Result} Result */
/** @typedef {import("../downloads.js").File} File */

/** @param {{ file: File, id: number }} props */
function Progress({ file, id }) {
  const share = file.size > 0 ? Math.round((file.received / file.size) * 100) : 0;
  const said =
    file.phase === "queued" ? t("queued") : file.waiting ? t("waiting_for_network") : t("fetching", { share });
  return html`<div class="field">
    <p id=${`progress-${id}`} role="status">${said}</p>
    <progress aria-labelledby=${`progress-${id}`} max="100" value=${share}></progress>
  </div>`;
}

/** @param {{ result: Result }} props */
function Content({ result }) {
  const { id, examName, size } = result;
  const file = useStore(files)[id];
  if (file?.phase === "queued" || file?.phase === "fetching") return html`<${Progress} file=${file} id=${id} />`;
  if (file?.phase === "there") {
    return html`<p class="saving" role="status"><${Icon} name="circle-check" /> ${t(file.isChecked ? "checked" : "unchecked")}</p>
      <div class="row">
        <a class="button button-primary" href=${file.url} target="_blank"><${Icon} name="external-link" /> ${t("open")}<span class="unseen"> ${examName}</span></a>
        <a class="button" href=${file.url} download=${file.name}><${Icon} name="download" /> ${t("save")}<span class="unseen"> ${examName}</span></a>
      </div>`;
  }
  return html`
    ${file?.phase === "failed" && html`<p class="note note-error" role="alert">${file.problem?.message}</p>`}
    <button type="button" class="button" onClick=${() => download(id)}>
      <${Icon} name="file-type-pdf" /> ${t("fetch")}<span class="unseen"> ${examName}</span>${size !== null && html`<span class="quiet">${fileSize(size)}</span>`}
    </button>
  `;
}

/** @param {{ result: Result, isPatient: boolean }} props */
export function ResultCard({ result, isPatient }) {
  const { id, examName, status, patientId, releasedAt, hasFile } = result;
  const before = useBefore(status);
  return html`<li class=${before === undefined ? "card" : "card changed"} id=${`result-${id}`}>
    <div class="head">
      <h2 class="name">${examName}</h2>
      <${Badge} of="result" state=${status} />
    </div>
    ${!isPatient && html`<${Patient} id=${patientId} />`}
    ${releasedAt && html`<p class="quiet">${t("released", { when: dateAndTime(releasedAt) })}</p>`}
    ${status !== "pending" && hasFile && html`<${Content} result=${result} />`}
  </li>`;
}
