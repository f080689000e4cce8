/** The form that creates an account. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { LanguageSwitch } from "../parts/language.js";
import { register } from "../session.js";
import { t } from "../texts.js";

/** Leave out empty fields. @param {Record<string, string>} values */
function filledIn(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

export function Register() {
  const { busy, problem, submit } = useSubmission((values) => register(filledIn(values)));
  return html`<div class="narrow">
    <form class="card" noValidate onSubmit=${submit}>
      <${FormError} problem=${problem} />
      <${Field} label=${t("name")} name="name" autocomplete="name" maxlength="120" required problem=${problem} />
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
        autocomplete="new-password"
        minlength="10"
        maxlength="128"
        required
        hint=${t("password_hint")}
        problem=${problem}
      />
      <${Field}
        label=${t("document_optional")}
        name="documentNumber"
        autocomplete="off"
        maxlength="40"
        hint=${t("document_hint")}
        problem=${problem}
      />
      <${Field}
        label=${t("phone_optional")}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        problem=${problem}
      />
      <${Submit} busy=${busy}>${t("register")}<//>
    </form>
    <p>${t("have_account")} <a href="/entrar">${t("enter")}</a></p>
    <${LanguageSwitch} />
  </div>`;
}
