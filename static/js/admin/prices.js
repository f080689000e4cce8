/** Edits a price in its table cell: Enter saves it, Escape cancels. */

import { formatAmount, hundredths } from "../shared/format.js";
import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { refreshParts } from "./lists.js";
import { api } from "./session.js";
import { language, t } from "./texts.js";

/** @param {HTMLButtonElement} button */
function edit(button) {
  const cell = /** @type {HTMLElement} */ (button.parentElement);
  const input = document.createElement("input");
  input.className = "form-control form-control-sm price-input d-inline-block";
  input.inputMode = "decimal";
  input.autocomplete = "off";
  input.value = formatAmount(language, hundredths(button.dataset.price));
  const typed = () => input.value.trim().replace(",", ".");
  input.setAttribute("aria-label", button.getAttribute("aria-label") ?? "");
  cell.setAttribute("data-editing", "");
  button.hidden = true;
  cell.append(input);
  input.select();

  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    input.remove();
    button.hidden = false;
    cell.removeAttribute("data-editing");
    refreshParts();
    button.focus();
  };
  const save = async () => {
    const price = typed();
    if (price === button.dataset.price) return close();
    input.disabled = true;
    try {
      await api("PATCH", button.dataset.api ?? "", { body: { price }, version: button.dataset.version });
      toast(t("saved"));
      close();
    } catch (error) {
      const problem = expectProblem(error);
      toast(problem.summary, "error");
      input.disabled = false;
      if (problem.status === 409 || problem.status === 404) return close();
      input.setAttribute("aria-invalid", "true");
      input.classList.add("is-invalid");
      input.focus();
    }
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      // The button gets the focus at once if nothing was changed, and must not be pressed by the same key.
      event.preventDefault();
      void save();
    }
    if (event.key === "Escape") close();
  });
  input.addEventListener("blur", () => {
    if (!input.disabled && typed() === button.dataset.price) close();
  });
}

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest(".price-button");
  if (button instanceof HTMLButtonElement) edit(button);
});
