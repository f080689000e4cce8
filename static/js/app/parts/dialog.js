/** A modal dialog with a heading. */

import { html, useEffect, useRef } from "../../../vendor/preact/standalone.module.js";

/** Return a ref of a dialog that is modal while it is shown; the focus then returns to where it was. */
export function useModal() {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const shown = box.current;
    shown?.showModal();
    // Only closing returns the focus, removing does not.
    return () => shown?.close();
  }, []);
  return box;
}

/**
 * @param {object} props
 * @param {string} props.title
 * @param {(() => void) | null} props.onClose - null keeps the dialog open when the user presses Escape
 * @param {unknown} props.children
 * @param {string} [props.id]
 */
export function Dialog({ title, onClose, children, id = "dialog" }) {
  const box = useModal();
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
