/** The sign-in form. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { Problem } from "../../shared/problem.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { LanguageSwitch } from "../parts/language.js";
import { signIn } from "../session.js";
import { t } from "../texts.js";
import { InitialPassword } from "./initial-password.js";
import { SecondStep } from "./second-step.js";

const STEPS = new Set(["second_factor_required", "new_password_required"]);

export function SignIn() {
  const [step, setStep] = useState(/** @type {Problem | null} */ (null));
  /** Show the next step if the account requires one. @param {Promise<void>} sent */
  const advance = async (sent) => {
    try {
      await sent;
    } catch (error) {
      if (!(error instanceof Problem) || !STEPS.has(error.code)) throw error;
      setStep(error);
    }
  };
  const { busy, problem, submit } = useSubmission(({ email = "", password = "" }) =>
    advance(signIn({ email, password })),
  );
  const restart = () => setStep(null);
  if (step?.code === "new_password_required") {
    return html`<${InitialPassword} step=${step} onRestart=${restart} />`;
  }
  if (step) return html`<${SecondStep} step=${step} advance=${advance} onRestart=${restart} />`;
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
