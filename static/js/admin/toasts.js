/** Short notices in the corner; an error stays until it is closed. */

import { t } from "./texts.js";

const COLOURS = { success: "green", error: "red", warning: "yellow", info: "azure" };

/**
 * @param {string} text
 * @param {"success" | "error" | "warning" | "info"} [kind]
 * @param {string} [title]
 */
export function toast(text, kind = "success", title = "") {
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
  document.getElementById("toasts")?.append(box);
  if (kind !== "error") setTimeout(() => box.remove(), kind === "success" ? 5000 : 15000);
}
