/** New recovery codes, which are shown once. */

import { html, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { downloadText } from "../../shared/download-text.js";
import { Dialog } from "../parts/dialog.js";
import { t } from "../texts.js";

/** @param {{ codes: string[], account: string, onClose: () => void }} props */
export function RecoveryCodes({ codes, account, onClose }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const [copied, setCopied] = useState("");
  const text = [t("recovery_codes_of", { account }), ...codes].join("\n");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(t("codes_copied"));
    } catch {
      // The browser does not allow it: select the codes, so that the user can copy them.
      if (list.current) getSelection()?.selectAllChildren(list.current);
      setCopied(t("codes_not_copied"));
    }
  };
  const save = () => downloadText(t("codes_file"), text);
  return html`<${Dialog} id="recovery-codes" title=${t("keep_codes")} onClose=${null}>
    <p>${t("keep_codes_text")}</p>
    <ol class="codes" ref=${list}>
      ${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}
    </ol>
    <p class="quiet" role="status">${copied}</p>
    <div class="row">
      <button type="button" class="button" onClick=${copy}>${t("copy")}</button>
      <button type="button" class="button" onClick=${save}>${t("download")}</button>
      <button type="button" class="button" onClick=${() => globalThis.print()}>${t("print")}</button>
      <button type="button" class="button button-primary" onClick=${onClose}>${t("codes_kept")}</button>
    </div>
  <//>`;
}
