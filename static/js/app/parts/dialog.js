/** A modal dialog with a heading. */

import { html, useEffect, useRef } from "../../../vendor/preact/standalone.module.js";

/**
 * @param {object} props
 * @param {string} props.title
 * @param {(() => void) | null} props.onClose - null keeps the dialog open when the user presses Escape
 * @param {unknown} props.children
 * @param {string} [props.id]
 */
export function Dialog({ title, onClose, children, id = "dialog" }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const shown = box.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  /** @param {Event} event */
  const cancel = (event) => {
    event.preventDefault();
    onClose?.();
  };
  return html`<dialog ref=${box} class="dialog" id=${id} aria-labelledby=${`${id}-title`} onCancel=${cancel}>
    <h2 id=${`${id}-title`}>${title}</h2>
    ${children}
  </dialog>`;
}
