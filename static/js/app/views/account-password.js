/** Changes the password, which signs out all other devices. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { toast } from "../../shared/toasts.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { changePassword } from "../session.js";
import { t } from "../texts.js";

/** @param {{ user: import("../../rest-types.d.ts").User }} props */
export function Password({ user }) {
  const { busy, problem, submit } = useSubmission(async ({ currentPassword = "", newPassword = "" }, form) => {
    await changePassword({ currentPassword, newPassword });
    form.reset();
    toast(t("password_changed"));
  });
  return html`<section class="card" aria-labelledby="password-title">
    <h2 id="password-title">${t("password")}</h2>
    <form class="fields" noValidate onSubmit=${submit}>
      <${FormError} problem=${problem} />
      <input type="email" autocomplete="username" defaultValue=${user.email} hidden />
      <${Field}
        label=${t("current_password")}
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        problem=${problem}
      />
      <${Field}
        label=${t("new_password")}
        name="newPassword"
        type="password"
        autocomplete="new-password"
        minlength="10"
        maxlength="128"
        required
        hint=${t("password_hint")}
        problem=${problem}
      />
      <${Submit} busy=${busy}>${t("change_password")}<//>
    </form>
  </section>`;
}
