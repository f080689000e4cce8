/**
 * What an appointment is for: a list to tick exams and packages in, searched as one types, and summed up.
 *
 * The sum is of the prices that are shown; what is booked is at the prices that the server has then. So they are kept
 * as they are: a price that changes meanwhile changes here, except of what was booked before at another.
 */

import { part, Problem } from "./session.js";
import { t } from "./texts.js";

/** @param {string} text */
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {HTMLElement} box */
export function prepareOffer(box) {
  const form = /** @type {HTMLFormElement} */ (box.closest("form"));
  const search = /** @type {HTMLInputElement} */ (box.querySelector("#offer-search"));
  const money = new Intl.NumberFormat(document.documentElement.lang, {
    style: "currency",
    currency: box.dataset.currency,
  });

  const boxes = () => /** @type {HTMLInputElement[]} */ ([...box.querySelectorAll("input[type=checkbox]")]);

  const sum = () => {
    const ticked = boxes().filter((one) => one.checked);
    const cents = ticked.reduce((total, one) => total + Math.round(Number(one.dataset.price) * 100), 0);
    const count = box.querySelector("[data-chosen]");
    const shown = box.querySelector("[data-sum]");
    if (count) count.textContent = t("chosen", { count: ticked.length });
    if (shown) shown.textContent = money.format(cents / 100);
  };

  const filter = () => {
    const words = folded(search.value).split(/\s+/);
    for (const group of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("fieldset"))) {
      let found = 0;
      const labels = /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll("[data-words]"));
      for (const label of labels) {
        const text = folded(label.dataset.words ?? "");
        label.hidden = !words.every((word) => text.includes(word));
        if (!label.hidden) found += 1;
      }
      group.querySelector("[data-none]")?.toggleAttribute("hidden", found > 0 || labels.length === 0);
    }
  };

  const renew = async () => {
    const made = document.createElement("template");
    made.innerHTML = await part("/admin/appointments/new");
    for (const one of boxes()) {
      if ("held" in one.dataset) continue;
      const now = /** @type {HTMLInputElement | null} */ (
        made.content.querySelector(`[name="${one.name}"][value="${one.value}"]`)
      );
      // What is no longer offered can no longer be ticked; who has ticked it is told by the server.
      one.disabled = !now && !one.checked;
      const shown = one.closest("label")?.querySelector("[data-shown]");
      if (!now || !shown || one.dataset.price === now.dataset.price) continue;
      one.dataset.price = now.dataset.price;
      shown.textContent = now.closest("label")?.querySelector("[data-shown]")?.textContent ?? "";
      one.closest("label")?.classList.add("changed");
    }
    sum();
  };

  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    // It searches; it does not book.
    if (event.key === "Enter") event.preventDefault();
  });
  box.addEventListener("change", sum);
  form.addEventListener("reset", () => setTimeout(sum));
  document.addEventListener("lab:event", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.name !== "catalog:update") return;
    renew().catch((problem) => {
      if (!(problem instanceof Problem)) throw problem;
    });
  });
  sum();
}
