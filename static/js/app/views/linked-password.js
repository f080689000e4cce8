/** Sets a new password with the token of a link, which is in the fragment of the address. */

import { html, useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { expectProblem } from "../../shared/problem.js";
import { FormError, Submit, useSubmission } from "../parts/form.js";
import { LanguageSwitch } from "../parts/language.js";
import { NewPassword } from "../parts/new-password.js";
import { send } from "../rest.js";
import { t } from "../texts.js";

// In the memory of the page only: it does not stay in the address, nor in the history of the browser.
let token = "";

/** Move the token from the address to the memory. Returns whether there is one. */
function takeToken() {
  if (location.hash.length > 1) {
    token = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
  }
  return token !== "";
}

/** @param {{ text: string, tone: string, children: unknown }} props */
function Outcome({ text, tone, children }) {
  const note = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => note.current?.focus(), []);
  return html`<p class=${tone} role="status" tabindex="-1" ref=${note} data-outcome>${text}</p>
    ${children}`;
}

export function LinkedPassword() {
  const [state, setState] = useState(/** @type {"form" | "done" | "invalid"} */ (takeToken() ? "form" : "invalid"));
  useEffect(() => {
    // Another link, opened in the same page.
    const onHash = () => takeToken() && setState("form");
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  const { busy, problem, submit } = useSubmission(async ({ newPassword = "" }) => {
    try {
      await send("POST", "/api/auth/password/reset", { body: { token, newPassword } });
      setState("done");
    } catch (error) {
      if (expectProblem(error).code !== "link_invalid") throw error;
      setState("invalid");
    }
    token = "";
  });
  if (state === "done") {
    return html`<div class="narrow">
      <${Outcome} text=${t("linked_password_set")} tone="note">
        <p><a class="button button-primary" href="/entrar">${t("enter")}</a></p>
        <p><a href="/admin">${t("to_admin_from_link")}</a></p>
      <//>
    </div>`;
  }
  if (state === "invalid") {
    return html`<div class="narrow">
      <${Outcome} text=${t("link_invalid")} tone="note note-warning">
        <p><a class="button button-primary" href="/contrasena-olvidada">${t("another_link")}</a></p>
      <//>
      <${LanguageSwitch} />
    </div>`;
  }
  return html`<div class="narrow">
    <form class="card" noValidate onSubmit=${submit}>
      <p>${t("linked_password_what")}</p>
      <${FormError} problem=${problem} />
      <${NewPassword} problem=${problem} />
      <${Submit} busy=${busy}>${t("set_password")}<//>
    </form>
    <${LanguageSwitch} />
  </div>`;
}
