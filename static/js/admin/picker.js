/**
 * Picking a person by name: a combobox after the ARIA practices, over a search of REST.
 *
 * `<div data-picker="/api/admin/users?...">` with an input of role combobox, a hidden input that holds the id, a
 * listbox and a status. What was typed and not chosen is no choice: leaving the field shows the last choice again.
 */

import { api, Problem } from "./session.js";
import { t } from "./texts.js";

const PAUSE_MS = 200;

/** @typedef {{ id: number, name: string, email: string, documentNumber: string | null }} Person */

/** @param {HTMLElement} box */
export function preparePicker(box) {
  const input = /** @type {HTMLInputElement} */ (box.querySelector("[role=combobox]"));
  const value = /** @type {HTMLInputElement} */ (box.querySelector("input[type=hidden]"));
  const list = /** @type {HTMLElement} */ (box.querySelector("[role=listbox]"));
  const count = /** @type {HTMLElement} */ (box.querySelector("[data-count]"));
  let chosen = input.value;
  let timer = 0;
  let asked = 0;

  const options = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=option]")]);
  const current = () => options().findIndex((one) => one.id === input.getAttribute("aria-activedescendant"));

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  /** @param {number} index */
  const point = (index) => {
    const all = options();
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
    if (!all[index]) return;
    input.setAttribute("aria-activedescendant", all[index].id);
    all[index].scrollIntoView({ block: "nearest" });
  };

  /** @param {string} id @param {string} name */
  const choose = (id, name) => {
    value.value = id;
    input.value = chosen = name;
    close();
  };

  /** @param {Person[]} people */
  const show = (people) => {
    list.replaceChildren(
      ...people.map((person) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${person.id}`;
        option.setAttribute("role", "option");
        option.dataset.value = String(person.id);
        option.dataset.name = person.name;
        const name = document.createElement("strong");
        name.textContent = person.name;
        const rest = document.createElement("span");
        rest.className = "text-secondary";
        rest.textContent = [person.documentNumber, person.email].filter(Boolean).join(" · ");
        option.append(name, " ", rest);
        return option;
      }),
    );
    if (people.length === 0) {
      const none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.className = "text-secondary";
      none.textContent = t("nobody_found");
      list.append(none);
    }
    count.textContent = people.length === 0 ? t("nobody_found") : t("people_found", { count: people.length });
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (people.length > 0) point(0);
  };

  const search = async () => {
    const number = ++asked;
    const words = input.value === chosen ? "" : input.value.trim();
    const query = words ? `&q=${encodeURIComponent(words)}` : "";
    try {
      const { data } = await api("GET", `${box.dataset.picker}${query}`);
      // Only the answer to the last question is shown, and to nobody who has left.
      if (number === asked && document.activeElement === input) show(data.items);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      count.textContent = problem.message;
    }
  };

  const stop = () => {
    clearTimeout(timer);
    asked += 1;
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    const last = options().length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return void search();
      const next = current() + (event.key === "ArrowDown" ? 1 : -1);
      point(next < 0 ? last : next > last ? 0 : next);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      const option = options()[current()];
      if (option?.dataset.value) choose(option.dataset.value, option.dataset.name ?? "");
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("click", () => {
    if (list.hidden) void search();
  });
  input.addEventListener("blur", () => {
    stop();
    if (input.value.trim() === "") choose("", "");
    else input.value = chosen;
    close();
  });
  // Before the blur, which would close the list under the pointer.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = /** @type {Element} */ (event.target).closest("[role=option]");
    if (option instanceof HTMLElement && option.dataset.value) choose(option.dataset.value, option.dataset.name ?? "");
  });
}
