/** A patient opens an account, and is signed in with it. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Field, Refusal, Submit, useSubmission } from "../parts/form.js";
import { LanguageSwitch } from "../parts/language.js";
import { register } from "../session.js";
import { t } from "../texts.js";

/** What was left empty is not sent. @param {Record<string, string>} values */
function given(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

export function Register() {
  const { busy, problem, submit } = useSubmission((values) => register(given(values)));
  return html`<div class="narrow">
    <form class="card" noValidate onSubmit=${submit}>
      <${Refusal} problem=${problem} />
      <${Field} label=${t("name")} name="name" autocomplete="name" maxlength="120" required problem=${problem} />
      <${Field} label=${t("email")} name="email" type="email" autocomplete="username" maxlength="254" required problem=${problem} />
      <${Field} label=${t("password")} name="password" type="password" autocomplete="new-password" minlength="10" maxlength="128" required hint=${t("password_hint")} problem=${problem} />
      <${Field} label=${t("document_optional")} name="documentNumber" maxlength="40" problem=${problem} />
      <${Field} label=${t("phone_optional")} name="phone" type="tel" autocomplete="tel" maxlength="40" problem=${problem} />
      <${Submit} busy=${busy}>${t("register")}<//>
    </form>
    <p>${t("have_account")} <a href="/entrar">${t("enter")}</a></p>
    <${LanguageSwitch} />
  </div>`;
}
