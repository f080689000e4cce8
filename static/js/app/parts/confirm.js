/** A dialog that asks the user to confirm an action. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";
import { useModal } from "./dialog.js";

/** @param {{ text: string, yes: string, onYes: () => void, onNo: () => void }} props */
export function Confirm({ text, yes, onYes, onNo }) {
  const box = useModal();
  return html`<dialog ref=${box} class="dialog" aria-labelledby="confirm-text" onCancel=${onNo} onClose=${onNo}>
    <p id="confirm-text">${text}</p>
    <div class="row">
      <button type="button" class="button" onClick=${onNo}>${t("no")}</button>
      <button type="button" class="button button-danger" onClick=${onYes}>${yes}</button>
    </div>
  </dialog>`;
}
