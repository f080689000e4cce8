/** The sign-in form. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { LanguageSwitch } from "../parts/language.js";
import { signIn } from "../session.js";
import { t } from "../texts.js";

export function SignIn() {
  const { busy, problem, submit } = useSubmission(({ email = "", password = "" }) => signIn({ email, password }));
  return html`<div class="narrow">
    <form class="card" noValidate onSubmit=${submit}>
      <${FormError} problem=${problem} />
      <${Field}
        label=${t("email")}
        name="email"
        type="email"
        autocomplete="username"
        maxlength="254"
        required
        problem=${problem}
      />
      <${Field}
        label=${t("password")}
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        problem=${problem}
      />
      <${Submit} busy=${busy}>${t("enter")}<//>
    </form>
    <p>${t("no_account")} <a href="/registro">${t("register")}</a></p>
    <${LanguageSwitch} />
  </div>`;
}
