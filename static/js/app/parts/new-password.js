/** The field of a new password, which can be shown. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";
import { Field } from "./form.js";

/** @param {{ problem: import("../../shared/problem.js").Problem | null }} props */
export function NewPassword({ problem }) {
  const [isShown, setShown] = useState(false);
  return html`
    <${Field}
      label=${t("new_password")}
      name="newPassword"
      type=${isShown ? "text" : "password"}
      autocomplete="new-password"
      autocapitalize="none"
      spellcheck="false"
      minlength="10"
      maxlength="128"
      required
      hint=${t("linked_password_rules")}
      problem=${problem}
    />
    <label class="check">
      <input type="checkbox" checked=${isShown} onChange=${() => setShown(!isShown)} />
      <span>${t("show_password")}</span>
    </label>
  `;
}
