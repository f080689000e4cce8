/** The second step of a sign-in: a code of an authenticator app, or a recovery code. */

import { html, useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { passSecondStep } from "../session.js";
import { t } from "../texts.js";

/** @typedef {{ challenge: string, methods: string[] }} Step */

/** The fields of each method. A code of an app has digits only, so phones show a keyboard of digits. */
const FIELDS = {
  totp: { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "12" },
  recovery: { autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: "60" },
};

/**
 * @param {object} props
 * @param {Step} props.step
 * @param {() => void} props.onRestart - called if the sign-in has to begin again
 */
export function SecondStep({ step, onRestart }) {
  const offered = /** @type {("totp" | "recovery")[]} */ (step.methods.filter((one) => one in FIELDS));
  const [method, setMethod] = useState(offered[0] ?? "recovery");
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const { busy, problem, submit, clearProblem } = useSubmission(({ code = "" }) =>
    passSecondStep({ challenge: step.challenge, code }),
  );
  useEffect(() => form.current?.querySelector("input")?.focus(), [method]);
  const other = offered.find((one) => one !== method);
  // The field shows its own errors.
  const general = problem && Object.keys(problem.errors).length === 0 ? problem : null;
  return html`<div class="narrow">
    <form class="card" noValidate onSubmit=${submit} ref=${form} aria-labelledby="second-step">
      <h2 id="second-step">${t("second_step")}</h2>
      <p>${t(`second_step_${method}`)}</p>
      <${FormError} problem=${general} />
      <${Field}
        key=${method}
        label=${t(`code_${method}`)}
        name="code"
        required
        problem=${problem}
        ...${FIELDS[method]}
      />
      <${Submit} busy=${busy}>${t("continue")}<//>
      ${
        other &&
        html`<button
          type="button"
          class="link"
          onClick=${() => {
            clearProblem();
            setMethod(other);
          }}
        >
          ${t(`use_${other}`)}
        </button>`
      }
      ${!step.methods.includes("recovery") && html`<p class="hint">${t("no_recovery_codes")}</p>`}
      <button type="button" class="link" onClick=${onRestart}>${t("other_account")}</button>
    </form>
  </div>`;
}
