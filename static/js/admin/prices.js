/**
 * Edits a price in its table cell. Enter, the button and leaving the field save it; Escape and the other button cancel.
 */

import { formatAmount, hundredths } from "../shared/format.js";
import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { confirmAction } from "./dialogs.js";
import { refreshParts } from "./lists.js";
import { priceQuestion } from "./price-check.js";
import { api } from "./session.js";
import { language, t } from "./texts.js";

/** The fields whose price is not saved yet. @type {Set<HTMLInputElement>} */
const unsaved = new Set();

/** @param {HTMLButtonElement} button */
function edit(button) {
  const cell = /** @type {HTMLElement} */ (button.parentElement);
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("price-editor"));
  const form = /** @type {HTMLFormElement} */ (template.content.firstElementChild?.cloneNode(true));
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const save = /** @type {HTMLElement} */ (form.querySelector("[type=submit]"));
  const area = cell.closest(".table-responsive");
  const left = area?.scrollLeft ?? 0;
  const price = () => input.value.trim().replace(",", ".");
  input.value = formatAmount(language, hundredths(button.dataset.price));
  // By which a merge of the list finds it.
  input.id = `${cell.id}-field`;
  input.setAttribute("aria-label", button.getAttribute("aria-label") ?? "");
  cell.setAttribute("data-editing", "");
  button.hidden = true;
  cell.append(form);
  input.select();
  // Narrow screens scroll the table.
  form.scrollIntoView({ block: "nearest", inline: "nearest" });

  let isClosed = false;
  let isSaving = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    unsaved.delete(input);
    const hadFocus = form.contains(document.activeElement) || document.activeElement === document.body;
    form.remove();
    button.hidden = false;
    cell.removeAttribute("data-editing");
    area?.scrollTo({ left });
    refreshParts();
    if (hadFocus) button.focus();
  };
  const send = async () => {
    const question = priceQuestion(button.dataset.name ?? "", button.dataset.price ?? "", price());
    if (question && !(await confirmAction(question, save))) return input.focus();
    save.classList.add("btn-loading");
    try {
      await api("PATCH", button.dataset.api ?? "", { body: { price: price() }, version: button.dataset.version });
      toast(t("saved"));
      close();
    } catch (error) {
      const problem = expectProblem(error);
      toast(problem.summary, "error");
      if (problem.status === 409 || problem.status === 404) return close();
      input.setAttribute("aria-invalid", "true");
      input.classList.add("is-invalid");
      // Who has gone on is not called back.
      if (form.contains(document.activeElement)) input.focus();
    } finally {
      save.classList.remove("btn-loading");
    }
  };
  const finish = async () => {
    if (isSaving || isClosed) return;
    if (price() === button.dataset.price) return close();
    isSaving = true;
    input.readOnly = true;
    try {
      await send();
    } finally {
      isSaving = false;
      input.readOnly = false;
    }
  };
  input.addEventListener("input", () => {
    if (price() === button.dataset.price) unsaved.delete(input);
    else unsaved.add(input);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isSaving) close();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void finish();
  });
  // Later, since a merge of the list moves the field, and gives the focus back.
  const onLeft = () => {
    if (form.isConnected && !form.contains(document.activeElement)) void finish();
  };
  form.addEventListener("focusout", () => setTimeout(onLeft));
  // The field keeps the focus, also in browsers that do not focus a button that is tapped.
  form.addEventListener("mousedown", (event) => {
    if (/** @type {Element} */ (event.target).closest("button")) event.preventDefault();
  });
  form.querySelector("[data-cancel-price]")?.addEventListener("click", () => {
    if (!isSaving) close();
  });
}

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest(".price-button");
  if (button instanceof HTMLButtonElement) edit(button);
});
addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((input) => input.isConnected)) event.preventDefault();
});
