/**
 * The exams and packages of an appointment: a list of checkboxes with a search and a total.
 *
 * The server books at its current prices. So a price that changes meanwhile changes here as well, except for an exam or
 * package that the appointment already has at its old price.
 */

import { formatMoney, hundredths } from "../shared/format.js";
import { expectProblem } from "../shared/problem.js";
import { matching } from "../shared/search.js";
import { parseFragment } from "./fragment.js";
import { fetchPart } from "./session.js";
import { language, t } from "./texts.js";

/** @param {HTMLElement} box */
export function prepareOffer(box) {
  const form = /** @type {HTMLFormElement} */ (box.closest("form"));
  const search = /** @type {HTMLInputElement} */ (box.querySelector("#offer-search"));

  const boxes = () => /** @type {HTMLInputElement[]} */ ([...box.querySelectorAll("input[type=checkbox]")]);

  // The price of a package covers its exams: the server leaves them out, whatever is ticked.
  const showIncluded = () => {
    const contained = new Set(
      boxes().flatMap((one) => (one.checked ? (one.dataset.contains ?? "").split(" ").filter(Boolean) : [])),
    );
    for (const one of boxes().filter(({ name }) => name === "examIds")) {
      const note = one.closest("label")?.querySelector("[data-included]");
      note?.toggleAttribute("hidden", !contained.has(one.value));
    }
    return contained;
  };

  const showTotal = () => {
    const contained = showIncluded();
    const isCharged = (/** @type {HTMLInputElement} */ one) => one.name !== "examIds" || !contained.has(one.value);
    const ticked = boxes().filter((one) => one.checked && isCharged(one));
    const total = ticked.reduce((sum, one) => sum + hundredths(one.dataset.price), 0);
    const count = box.querySelector("[data-chosen]");
    const shown = box.querySelector("[data-sum]");
    if (count) count.textContent = t("chosen", { count: ticked.length });
    if (shown) shown.textContent = formatMoney(language, total, box.dataset.currency ?? "USD");
  };

  const filter = () => {
    const matches = matching(search.value);
    for (const group of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("fieldset"))) {
      let found = 0;
      const labels = /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll("[data-words]"));
      for (const label of labels) {
        label.hidden = !matches(label.dataset.words ?? "");
        if (!label.hidden) found += 1;
      }
      group.querySelector("[data-none]")?.toggleAttribute("hidden", found > 0 || labels.length === 0);
    }
  };

  const updatePrices = async () => {
    const content = parseFragment(await fetchPart("/admin/appointments/new"));
    for (const one of boxes()) {
      if ("held" in one.dataset) continue;
      const now = /** @type {HTMLInputElement | null} */ (
        content.querySelector(`[name="${one.name}"][value="${one.value}"]`)
      );
      // An exam that is no longer offered cannot be selected; if it is selected already, the server refuses it.
      one.disabled = !now && !one.checked;
      const shown = one.closest("label")?.querySelector("[data-shown]");
      if (!now || !shown || one.dataset.price === now.dataset.price) continue;
      one.dataset.price = now.dataset.price;
      shown.textContent = now.closest("label")?.querySelector("[data-shown]")?.textContent ?? "";
      one.closest("label")?.classList.add("changed");
    }
    showTotal();
  };

  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    // Enter must not submit the form.
    if (event.key === "Enter") event.preventDefault();
  });
  box.addEventListener("change", showTotal);
  form.addEventListener("reset", () => setTimeout(showTotal));
  document.addEventListener("lab:event", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.name !== "catalog:update") return;
    updatePrices().catch(expectProblem);
  });
  showTotal();
}
