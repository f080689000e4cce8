/** The times of an appointment's form: what its location offers on a day, and whether the typed time is among it. */

import { showFieldError } from "./forms.js";
import { refresh } from "./lists.js";
import { t } from "./texts.js";

/** @param {HTMLElement} box */
export function prepareTimes(box) {
  const form = /** @type {HTMLFormElement} */ (box.closest("form"));
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("scheduledAt"));
  const place = /** @type {HTMLSelectElement} */ (form.elements.namedItem("locationId"));
  const initialPlace = place.value;
  let isRefused = false;

  const part = () => /** @type {HTMLElement | null} */ (box.querySelector("[data-date]"));
  const isUnchanged = () => input.value === input.defaultValue && place.value === initialPlace;

  /** Return why the typed time cannot be booked, or an empty text, also where that is not known. */
  const refusal = () => {
    const shown = part();
    const isShown = shown?.dataset.location === place.value && shown.dataset.date === input.value.slice(0, 10);
    if (!shown || !isShown || "any" in shown.dataset || (isUnchanged() && "moving" in box.dataset)) return "";
    const found = shown.querySelector(`[data-value="${input.value}"]`);
    if (!found) return t("not_open");
    return found.hasAttribute("disabled") ? t("time_full") : "";
  };

  const check = () => {
    for (const one of box.querySelectorAll("[data-value]")) {
      const isChosen = one.getAttribute("data-value") === input.value;
      one.setAttribute("aria-pressed", String(isChosen));
      one.classList.toggle("active", isChosen);
    }
    const text = refusal();
    if (text || isRefused) showFieldError(form, "scheduledAt", text ? [text] : []);
    isRefused = text !== "";
  };

  const showFailure = () => {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn-sm";
    again.textContent = t("again");
    again.addEventListener("click", () => void load());
    const text = document.createElement("p");
    text.setAttribute("role", "alert");
    text.append(t("times_failed"), " ", again);
    box.replaceChildren(text);
  };

  const load = () => refresh(box, showFailure);

  /** Show another day, or the same day elsewhere. @param {string} day */
  const show = (day) => {
    const address = new URL(box.dataset.times ?? "", location.origin);
    if (place.value) address.searchParams.set("locationId", place.value);
    if (day) address.searchParams.set("date", day);
    const source = address.pathname + address.search;
    if (source === box.dataset.source && part()) return;
    box.dataset.source = source;
    void load();
  };

  input.addEventListener("input", () => {
    // A new time is no longer the one that the server refused.
    showFieldError(form, "scheduledAt", []);
    check();
    if (input.value) show(input.value.slice(0, 10));
  });
  place.addEventListener("change", () => {
    showFieldError(form, "scheduledAt", []);
    check();
    show(input.value.slice(0, 10) || (part()?.dataset.date ?? ""));
  });
  box.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    const { day, value } = button?.dataset ?? {};
    if (value) input.value = value;
    // The times of another day may be others, so one of them has to be chosen.
    else if (day) input.value = part()?.hasAttribute("data-any") && input.value ? day + input.value.slice(10) : "";
    else return;
    check();
    if (day) show(day);
  });
  box.addEventListener("lab:merged", check);
  form.addEventListener("reset", () => setTimeout(check));
  check();
}
