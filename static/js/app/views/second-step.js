/** The second step of a sign-in: a passkey, a code of an authenticator app, or a recovery code. */

import { html, useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { supportsPasskeys } from "../../shared/passkeys.js";
import { expectProblem } from "../../shared/problem.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { passWithPasskey } from "../passkeys.js";
import { passSecondStep } from "../session.js";
import { t } from "../texts.js";

/** @typedef {{ challenge: string, methods: string[] }} Step */
/** @typedef {(sent: Promise<void>) => Promise<void>} Advance */

/** The fields of each method. A code of an app has digits only, so phones show a keyboard of digits. */
const FIELDS = {
  totp: { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "12" },
  recovery: { autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: "60" },
};

/** Asks the browser for a passkey. @param {{ challenge: string, advance: Advance }} props */
function PasskeyButton({ challenge, advance }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import("../../shared/problem.js").Problem | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => button.current?.focus(), []);
  const answer = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await advance(passWithPasskey(challenge));
    } catch (error) {
      setProblem(expectProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return html`
    <${FormError} problem=${problem} isWhole />
    <p>${t("second_step_passkey")}</p>
    <button
      type="button"
      class="button button-primary"
      ref=${button}
      aria-disabled=${busy ? "true" : undefined}
      onClick=${() => busy || void answer()}
    >
      ${busy ? t("working") : t("use_passkey")}
    </button>
  `;
}

/**
 * @param {object} props
 * @param {Step} props.step
 * @param {Advance} props.advance - waits for a proof, and shows the next step if there is one
 * @param {() => void} props.onRestart - called if the sign-in has to begin again
 */
export function SecondStep({ step, advance, onRestart }) {
  const offered = /** @type {("totp" | "recovery")[]} */ (step.methods.filter((one) => one in FIELDS));
  const hasPasskey = step.methods.includes("passkey") && supportsPasskeys();
  const [method, setMethod] = useState(hasPasskey ? null : (offered[0] ?? "recovery"));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const { busy, problem, submit, clearProblem } = useSubmission(({ code = "" }) =>
    advance(passSecondStep({ challenge: step.challenge, code })),
  );
  useEffect(() => form.current?.querySelector("input")?.focus(), [method]);
  const others = offered.filter((one) => one !== method);
  // The field shows its own errors.
  const general = problem && Object.keys(problem.errors).length === 0 ? problem : null;
  return html`<div class="narrow">
    <section class="card" aria-labelledby="second-step">
      <h2 id="second-step">${t("second_step")}</h2>
      ${hasPasskey && html`<${PasskeyButton} challenge=${step.challenge} advance=${advance} />`}
      ${
        method &&
        html`<form class="fields" noValidate onSubmit=${submit} ref=${form}>
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
        </form>`
      }
      ${others.map(
        (one) =>
          html`<button
            key=${one}
            type="button"
            class="link"
            onClick=${() => {
              clearProblem();
              setMethod(one);
            }}
          >
            ${t(`use_${one}`)}
          </button>`,
      )}
      ${!step.methods.includes("recovery") && html`<p class="hint">${t("no_recovery_codes")}</p>`}
      <button type="button" class="link" onClick=${onRestart}>${t("other_account")}</button>
    </section>
  </div>`;
}
