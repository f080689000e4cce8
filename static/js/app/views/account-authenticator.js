/** The dialog that adds an authenticator app: its secret as a QR code, as a link and as text, and its first code. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { api } from "../api.js";
import { Dialog } from "../parts/dialog.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").NewFactor} NewFactor */

/**
 * @param {object} props
 * @param {import("../../rest-types.d.ts").Enrolment} props.enrolment
 * @param {(added: NewFactor) => void} props.onAdded
 * @param {() => void} props.onClose
 */
export function Authenticator({ enrolment: { secret, uri, qrCode, enrolment }, onAdded, onClose }) {
  const { busy, problem, submit } = useSubmission(async ({ name = "", code = "" }) => {
    const { data } = await api("POST", "/api/auth/me/second-factors/totp/confirm", { body: { enrolment, name, code } });
    onAdded(data);
  });
  const isAtField = problem && ("code" in problem.errors || "name" in problem.errors);
  return html`<${Dialog} id="authenticator" title=${t("add_authenticator")} onClose=${onClose}>
    <form class="fields" noValidate onSubmit=${submit}>
      <ol class="plain">
        <li>${t("authenticator_install")}</li>
        <li>
          ${t("authenticator_scan")}
          <img class="qr" src=${qrCode} width="245" height="245" alt=${t("authenticator_qr")} />
          <p><a href=${uri}>${t("authenticator_open")}</a></p>
          <p>${t("authenticator_secret")} <code class="secret">${secret.replace(/(.{4})(?=.)/g, "$1 ")}</code></p>
        </li>
        <li>${t("authenticator_code")}</li>
      </ol>
      <${FormError} problem=${isAtField ? null : problem} isWhole />
      <${Field}
        id="authenticator-code"
        label=${t("code_totp")}
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        maxlength="12"
        required
        autofocus
        problem=${problem}
      />
      <${Field}
        id="authenticator-name"
        label=${t("factor_name")}
        name="name"
        defaultValue=${t("my_phone")}
        hint=${t("factor_name_hint")}
        autocomplete="off"
        maxlength="60"
        required
        problem=${problem}
      />
      <div class="row">
        <button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <${Submit} busy=${busy}>${t("activate")}<//>
      </div>
    </form>
  <//>`;
}
