/** The sign-in form. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { Problem } from "../../shared/problem.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { LanguageSwitch } from "../parts/language.js";
import { signIn } from "../session.js";
import { t } from "../texts.js";
import { SecondStep } from "./second-step.js";

export function SignIn() {
  const [step, setStep] = useState(/** @type {import("./second-step.js").Step | null} */ (null));
  const { busy, problem, submit } = useSubmission(async ({ email = "", password = "" }) => {
    try {
      await signIn({ email, password });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "second_factor_required") throw error;
      setStep(error);
    }
  });
  if (step) return html`<${SecondStep} step=${step} onRestart=${() => setStep(null)} />`;
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
    <p><a href="/contrasena-olvidada">${t("forgotten")}</a></p>
    <p>${t("no_account")} <a href="/registro">${t("register")}</a></p>
    <${LanguageSwitch} />
  </div>`;
}
