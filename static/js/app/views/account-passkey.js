/** The dialog that adds a passkey: its name, and then the browser's own dialog. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { Dialog } from "../parts/dialog.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { addPasskey } from "../passkeys.js";
import { t } from "../texts.js";

/**
 * @param {object} props
 * @param {Record<string, unknown>} props.options
 * @param {(added: import("../../rest-types.d.ts").NewFactor) => void} props.onAdded
 * @param {() => void} props.onClose
 */
export function Passkey({ options, onAdded, onClose }) {
  const { busy, problem, submit } = useSubmission(async ({ name = "" }) => onAdded(await addPasskey(options, name)));
  return html`<${Dialog} id="passkey" title=${t("add_passkey")} onClose=${onClose}>
    <form class="fields" noValidate onSubmit=${submit}>
      <p>${t("passkey_what")}</p>
      <${FormError} problem=${problem && !problem.errors.name ? problem : null} isWhole />
      <${Field}
        id="passkey-name"
        label=${t("factor_name")}
        name="name"
        defaultValue=${t("my_device")}
        hint=${t("factor_name_hint")}
        autocomplete="off"
        maxlength="60"
        required
        autofocus
        problem=${problem}
      />
      <div class="row">
        <button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <${Submit} busy=${busy}>${t("create_passkey")}<//>
      </div>
    </form>
  <//>`;
}
