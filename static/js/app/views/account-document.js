/** The document number of the user: the confirmed one, and the proposal that waits for the laboratory. */

import { html, useEffect, useState } from "../../../vendor/preact/standalone.module.js";
import { expectProblem } from "../../shared/problem.js";
import { toast } from "../../shared/toasts.js";
import { api } from "../api.js";
import { on } from "../live.js";
import { Confirm } from "../parts/confirm.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { setUser } from "../session.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").User} User */

/** @param {string | null} documentNumber @returns {Promise<User>} */
async function propose(documentNumber) {
  const { data } = await api("PATCH", "/api/auth/me", { body: { documentNumber } });
  setUser(data);
  return data;
}

async function withdraw() {
  try {
    await propose(null);
    toast(t("document_withdrawn"));
  } catch (error) {
    toast(expectProblem(error).message, "error");
  }
}

/** @param {{ number: string }} props */
function Proposal({ number }) {
  const [isAsking, setAsking] = useState(false);
  return html`<div id="proposal">
      <p class="row">
        <strong class="prose">${number}</strong>
        <span class="badge" data-tone="warn">${t("document_waiting")}</span>
      </p>
      <button type="button" class="button" onClick=${() => setAsking(true)}>${t("document_withdraw")}</button>
    </div>
    ${
      isAsking &&
      html`<${Confirm}
      text=${t("document_withdraw_sure", { number })}
      yes=${t("document_withdraw")}
      onNo=${() => setAsking(false)}
      onYes=${() => {
        setAsking(false);
        void withdraw();
      }}
    />`
    }`;
}

/** @param {{ user: User }} props */
export function DocumentNumber({ user }) {
  const { documentNumber, proposedDocumentNumber } = user;
  const [isDeclined, setDeclined] = useState(false);
  useEffect(
    () =>
      on("user:update", ({ type, action }) => {
        if (type === "document") setDeclined(action === "declined");
      }),
    [],
  );
  const { busy, problem, submit } = useSubmission(async (values, form) => {
    const saved = await propose(values.documentNumber || null);
    form.reset();
    toast(t(saved.proposedDocumentNumber ? "document_sent" : "document_confirmed_already"));
  });
  return html`<section class="card" aria-labelledby="document-title">
    <h2 id="document-title">${t("document")}</h2>
    ${
      documentNumber
        ? html`<p class="row" id="confirmed-document">
            <strong class="prose">${documentNumber}</strong>
            <span class="badge" data-tone="good">${t("document_confirmed")}</span>
          </p>`
        : html`<p class="quiet">${t("document_none")}</p>`
    }
    ${proposedDocumentNumber && html`<${Proposal} number=${proposedDocumentNumber} />`}
    ${isDeclined && !proposedDocumentNumber && html`<p class="note note-warning">${t("document_declined")}</p>`}
    <form class="fields" noValidate onSubmit=${submit}>
      <${FormError} problem=${problem} />
      <${Field}
        label=${t(proposedDocumentNumber ? "document_other" : documentNumber ? "document_new" : "document_number")}
        name="documentNumber"
        autocomplete="off"
        maxlength="40"
        required
        hint=${t("document_hint")}
        problem=${problem}
      />
      <${Submit} busy=${busy}>${t("document_send")}<//>
    </form>
  </section>`;
}
