/** Renders the short notices in the corner of the page. */

import { closeToast, holdToast, releaseToast, toasts } from "../shared/toasts.js";
import { t } from "./texts.js";

/** @typedef {import("../shared/toasts.js").Kind} Kind */

/** @type {Record<Kind, string>} */
const COLOURS = { success: "green", error: "red", warning: "yellow", info: "azure" };

/**
 * Return the element of a notice.
 *
 * @param {{ text: string, kind: Kind, title: string, action?: import("../shared/toasts.js").ToastAction | null }} toast
 * @param {() => void} [onClose] - adds a button that closes the notice
 * @returns {HTMLElement}
 */
export function toastElement({ text, kind, title, action }, onClose) {
  const box = document.createElement("div");
  box.className = `toast show border-start border-3 border-${COLOURS[kind]}`;
  box.dataset.kind = kind;
  const body = document.createElement("div");
  body.className = "toast-body d-flex gap-2";
  const words = document.createElement("div");
  words.className = "flex-fill";
  if (title) {
    const head = document.createElement("strong");
    head.className = "d-block";
    head.textContent = title;
    words.append(head);
  }
  words.append(text);
  body.append(words);
  if (onClose) {
    box.setAttribute("role", kind === "error" ? "alert" : "status");
    if (action) {
      const { run } = action;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = action.text;
      button.dataset.shortcut = action.key;
      button.setAttribute("aria-keyshortcuts", action.key);
      button.addEventListener("click", () => {
        onClose();
        run();
      });
      body.append(button);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.setAttribute("aria-label", t("close"));
    close.addEventListener("click", onClose);
    body.append(close);
  }
  box.append(body);
  return box;
}

export function renderToasts() {
  /** @type {Map<number, HTMLElement>} */
  const shown = new Map();
  toasts.subscribe(() => {
    const current = new Set(toasts.value.map(({ id }) => id));
    for (const [id, box] of shown) {
      if (current.has(id)) continue;
      box.remove();
      shown.delete(id);
    }
    for (const toast of toasts.value) {
      if (shown.has(toast.id)) continue;
      const box = toastElement(toast, () => closeToast(toast.id));
      shown.set(toast.id, box);
      for (const kind of ["pointerenter", "focusin"]) box.addEventListener(kind, () => holdToast(toast.id));
      for (const kind of ["pointerleave", "focusout"]) {
        box.addEventListener(kind, () => {
          if (!box.matches(":hover, :focus-within")) releaseToast(toast.id);
        });
      }
      document.getElementById("toasts")?.append(box);
    }
  });
}
