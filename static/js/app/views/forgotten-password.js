/** Requests a link for a new password. */

import { html, useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { expectProblem } from "../../shared/problem.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { LanguageSwitch } from "../parts/language.js";
import { catalog } from "../records.js";
import { useResource } from "../resource.js";
import { send } from "../rest.js";
import { t } from "../texts.js";

// The server says in the page whether it sends mails.
const SENDS_MAIL = document.getElementById("app")?.dataset.mail !== "none";

/** What happens next. */
function Sent() {
  const note = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => note.current?.focus(), []);
  return html`<p class="note" role="status" tabindex="-1" ref=${note} data-outcome>${t("link_sent")}</p>`;
}

/** Whom to ask in a laboratory that sends no mails. */
function AskLaboratory() {
  const locations = useResource(catalog).data?.locations ?? [];
  const reachable = locations.filter((one) => one.phone);
  return html`<p class="note note-warning" role="status" data-outcome>${t("link_at_laboratory")}</p>
    ${
      reachable.length > 0 &&
      html`<ul class="plain">
        ${reachable.map(
          ({ id, name, phone }) => html`<li key=${id}>${name}: <a href=${`tel:${phone}`}>${phone}</a></li>`,
        )}
      </ul>`
    }
    <p>${t("link_for_staff")}</p>`;
}

export function ForgottenPassword() {
  const [outcome, setOutcome] = useState(/** @type {"sent" | "no_mail" | null} */ (SENDS_MAIL ? null : "no_mail"));
  const { busy, problem, submit } = useSubmission(async ({ email = "" }) => {
    try {
      await send("POST", "/api/auth/password/forgotten", { body: { email } });
      setOutcome("sent");
    } catch (error) {
      // The page is older than the setting.
      if (expectProblem(error).code !== "no_mail") throw error;
      setOutcome("no_mail");
    }
  });
  return html`<div class="narrow">
    ${outcome === "sent" && html`<${Sent} />`} ${outcome === "no_mail" && html`<${AskLaboratory} />`}
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
