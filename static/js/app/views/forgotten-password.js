/** Requests a link for a new password. */

import { html, useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { expectProblem } from "../../shared/problem.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { LanguageSwitch } from "../parts/language.js";
import { send } from "../rest.js";
import { t } from "../texts.js";

/** What happens next. @param {{ text: string, tone: string }} props */
function Outcome({ text, tone }) {
  const note = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => note.current?.focus(), []);
  return html`<p class=${tone} role="status" tabindex="-1" ref=${note} data-outcome>${text}</p>`;
}

export function ForgottenPassword() {
  const [outcome, setOutcome] = useState(/** @type {"sent" | "no_mail" | null} */ (null));
  const { busy, problem, submit } = useSubmission(async ({ email = "" }) => {
    try {
      await send("POST", "/api/auth/password/forgotten", { body: { email } });
      setOutcome("sent");
    } catch (error) {
      // A laboratory without a mail server hands out the links itself.
      if (expectProblem(error).code !== "no_mail") throw error;
      setOutcome("no_mail");
    }
  });
  return html`<div class="narrow">
    ${outcome === "sent" && html`<${Outcome} text=${t("link_sent")} tone="note" />`}
    ${outcome === "no_mail" && html`<${Outcome} text=${t("link_at_laboratory")} tone="note note-warning" />`}
    ${
      outcome === null &&
      html`<form class="card" noValidate onSubmit=${submit}>
        <p>${t("forgotten_what")}</p>
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
        <${Submit} busy=${busy}>${t("send_link")}<//>
      </form>`
    }
    <p><a href="/entrar">${t("back_to_sign_in")}</a></p>
    <${LanguageSwitch} />
  </div>`;
}
