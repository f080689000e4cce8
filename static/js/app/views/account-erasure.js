/** The erasure of the user's data: what it means, the request for it, and the answer of the laboratory. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { expectProblem } from "../../shared/problem.js";
import { toast } from "../../shared/toasts.js";
import { api } from "../api.js";
import { dateAndTime } from "../format.js";
import { Confirm } from "../parts/confirm.js";
import { PasswordDialog } from "../parts/password-dialog.js";
import { Loaded } from "../parts/states.js";
import { erasureRequest } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").ErasureRequest} ErasureRequest */

const PATH = "/api/auth/me/erasure-request";

async function withdraw() {
  try {
    await api("DELETE", PATH);
    toast(t("erasure_withdrawn"));
  } catch (error) {
    toast(expectProblem(error).message, "error");
  }
  void erasureRequest.load();
}

/** @param {{ createdAt: string | null }} props */
function Pending({ createdAt }) {
  const [isAsking, setAsking] = useState(false);
  return html`<p class="row">
      ${createdAt && html`<strong>${t("erasure_since", { when: dateAndTime(createdAt) })}</strong>`}
      <span class="badge" data-tone="warn">${t("erasure_pending")}</span>
    </p>
    <div class="row">
      <button type="button" class="button" onClick=${() => setAsking(true)}>${t("erasure_withdraw")}</button>
    </div>
    ${
      isAsking &&
      html`<${Confirm}
      text=${t("erasure_withdraw_sure")}
      yes=${t("erasure_withdraw")}
      onNo=${() => setAsking(false)}
      onYes=${() => {
        setAsking(false);
        void withdraw();
      }}
    />`
    }`;
}

/** @param {{ reason: string | null, email: string }} props */
function Open({ reason, email }) {
  const [isAsking, setAsking] = useState(false);
  const send = async (/** @type {string} */ currentPassword) => {
    await api("POST", PATH, { body: { currentPassword } });
    setAsking(false);
    toast(t("erasure_sent"));
    void erasureRequest.load();
  };
  return html`
    ${reason && html`<p class="note note-warning prose">${t("erasure_declined", { reason })}</p>`}
    <div class="row">
      <button type="button" class="button button-danger" onClick=${() => setAsking(true)}>${t("erasure_ask")}</button>
    </div>
    ${
      isAsking &&
      html`<${PasswordDialog}
      text=${t("erasure_final")}
      email=${email}
      send=${send}
      onClose=${() => setAsking(false)}
    />`
    }
  `;
}

/** @param {{ user: import("../../rest-types.d.ts").User }} props */
export function Erasure({ user }) {
  const state = useResource(erasureRequest);
  return html`<section class="card" aria-labelledby="erasure">
    <h2 id="erasure">${t("erasure")}</h2>
    <p class="quiet">${t("erasure_goes")}</p>
    <p class="quiet">${t("erasure_stays")}</p>
    <p class="quiet">${t("erasure_final")}</p>
    <${Loaded} resource=${erasureRequest} state=${state}>
      ${(/** @type {ErasureRequest} */ { status, createdAt, reason }) =>
        status === "pending"
          ? html`<${Pending} createdAt=${createdAt} />`
          : html`<${Open} reason=${reason} email=${user.email} />`}
    <//>
  </section>`;
}
