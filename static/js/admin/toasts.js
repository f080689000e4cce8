/** Short notices in the corner; an error stays until it is closed. */

import { t } from "./texts.js";

const COLOURS = { success: "green", error: "red", warning: "yellow", info: "azure" };

/** @typedef {keyof typeof COLOURS} Kind */

/**
 * A notice as it is shown, for whoever puts it into a page.
 *
 * @param {string} text
 * @param {Kind} kind
 * @param {string} title
 * @returns {HTMLElement}
 */
export function noticeOf(text, kind, title) {
  const box = document.createElement("div");
  box.className = `toast show border-start border-3 border-${COLOURS[kind]}`;
  box.dataset.kind = kind;
  box.setAttribute("role", kind === "error" ? "alert" : "status");
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
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.setAttribute("aria-label", t("close"));
  close.addEventListener("click", () => box.remove());
  body.append(words, close);
  box.append(body);
  return box;
}

/**
 * @param {string} text
 * @param {Kind} [kind]
 * @param {string} [title]
 */
export function toast(text, kind = "success", title = "") {
  const box = noticeOf(text, kind, title);
  document.getElementById("toasts")?.append(box);
  if (kind !== "error") setTimeout(() => box.remove(), kind === "success" ? 5000 : 15000);
}
