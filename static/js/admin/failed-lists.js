/**
 * Filters, pages and orders of a list that could not be loaded: the list shows why, with a button that tries again,
 * instead of rows that do not match. What was typed stays.
 */

import { t } from "./texts.js";

/**
 * @typedef {object} Detail
 * @property {HTMLElement} target
 * @property {HTMLElement} elt
 * @property {XMLHttpRequest} xhr
 * @property {Record<string, string>} pathInfo
 */

/** @param {Detail} detail */
function show({ target, elt, xhr, pathInfo }) {
  const address = pathInfo.finalRequestPath || pathInfo.requestPath;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn-primary";
  again.textContent = t("again");
  again.addEventListener("click", () => {
    if (elt instanceof HTMLFormElement) elt.requestSubmit();
    else location.assign(address);
  });
  const box = document.createElement("div");
  box.className = "empty";
  // The server explains a refusal in words.
  const reason = document.createElement("template");
  reason.innerHTML = xhr.status ? xhr.responseText : "";
  const text = document.createElement("p");
  text.className = "empty-title";
  text.setAttribute("role", "alert");
  text.textContent =
    [...reason.content.querySelectorAll("[data-code] p")].map((one) => one.textContent?.trim()).join(" ") ||
    t(xhr.status ? "failed" : "unreachable");
  box.append(text, again);
  target.replaceChildren(box);
  // A live update asks for what was chosen, not for what the address of the page still says.
  target.dataset.source = address;
  target.dataset.failed = "";
}

export function showFailedLists() {
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const detail = /** @type {Detail} */ (/** @type {CustomEvent} */ (event).detail);
      if (detail.target?.id === "list") show(detail);
    });
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    const list = /** @type {HTMLElement} */ (event.target);
    if (!("failed" in list.dataset)) return;
    delete list.dataset.failed;
    delete list.dataset.source;
  });
}
