/** The last step of a sign-in with a password that the staff set: its owner chooses another. */

import { html, useEffect, useRef } from "../../../vendor/preact/standalone.module.js";
import { FormError, Submit, useSubmission } from "../parts/form.js";
import { NewPassword } from "../parts/new-password.js";
import { chooseNewPassword } from "../session.js";
import { t } from "../texts.js";

// After these the sign-in begins again.
const OVER = new Set(["challenge_invalid", "password_expired"]);

/**
 * @param {object} props
 * @param {{ challenge: string, email: string }} props.step
 * @param {() => void} props.onRestart - called if the sign-in has to begin again
 */
export function InitialPassword({ step, onRestart }) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const { busy, problem, submit } = useSubmission(({ newPassword = "" }) =>
    chooseNewPassword({ challenge: step.challenge, newPassword }),
  );
  useEffect(() => {
    const field = form.current?.elements.namedItem("newPassword");
    if (field instanceof HTMLElement) field.focus();
  }, []);
  // The field shows its own errors.
  const general = problem && Object.keys(problem.errors).length === 0 ? problem : null;
  const isOver = problem !== null && OVER.has(problem.code);
  return html`<div class="narrow">
    <section class="card" aria-labelledby="initial-password">
      <h2 id="initial-password">${t("initial_password")}</h2>
      <form class="fields" noValidate onSubmit=${submit} ref=${form}>
        <p>${t("initial_password_what")}</p>
        <${FormError} problem=${general} />
        <input type="email" autocomplete="username" defaultValue=${step.email} hidden />
        <${NewPassword} problem=${problem} />
        <${Submit} busy=${busy}>${t("save_and_enter")}<//>
      </form>
      <button type="button" class="link" onClick=${onRestart}>
        ${t(isOver ? "back_to_sign_in" : "other_account")}
      </button>
    </section>
  </div>`;
}
