/** A dialog in which the user confirms a change with the current password. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";
import { Dialog } from "./dialog.js";
import { Field, FormError, Submit, useSubmission } from "./form.js";

/**
 * @param {object} props
 * @param {string} props.text - what the change does
 * @param {string} props.email - the account, for password managers
 * @param {(currentPassword: string) => Promise<unknown>} props.send - rejects with a Problem if it is refused
 * @param {() => void} props.onClose - called if the user cancels
 */
export function PasswordDialog({ text, email, send, onClose }) {
  const { busy, problem, submit } = useSubmission(({ currentPassword = "" }) => send(currentPassword));
  const isAtField = problem && "currentPassword" in problem.errors;
  return html`<${Dialog} title=${t("confirm_password")} onClose=${onClose}>
    <form class="fields" noValidate onSubmit=${submit}>
      ${text && html`<p>${text}</p>`}
      <${FormError} problem=${isAtField ? null : problem} />
      <input type="email" autocomplete="username" defaultValue=${email} hidden />
      <${Field}
        id="confirmed-password"
        label=${t("current_password")}
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        autofocus
        problem=${problem}
      />
      <div class="row">
        <button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <${Submit} busy=${busy}>${t("continue")}<//>
      </div>
    </form>
  <//>`;
}
