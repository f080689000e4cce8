/**
 * Picks a person by name: a combobox over a search of REST.
 *
 * `<div data-picker="/api/admin/users?...">` contains an input with role combobox, a hidden input for the id, a listbox
 * and a status. Leaving the field discards text that was typed but not chosen, and shows the last choice again.
 */

import Combobox from "../../vendor/combobox-nav/combobox-nav.js";
import { expectProblem } from "../shared/problem.js";
import { api } from "./session.js";
import { t } from "./texts.js";

const TYPING_PAUSE_MS = 200;

/** @typedef {{ id: number, name: string, email: string, documentNumber: string | null }} Person */

/** @param {string} id @param {Person} person */
function personOption(id, person) {
  const option = document.createElement("li");
  option.id = id;
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
}

function emptyOption() {
  const option = document.createElement("li");
  option.setAttribute("role", "option");
  option.setAttribute("aria-disabled", "true");
  option.className = "text-secondary";
  option.textContent = t("nobody_found");
  return option;
}

/** @param {HTMLElement} box */
export function preparePicker(box) {
  const input = /** @type {HTMLInputElement} */ (box.querySelector("[role=combobox]"));
  const value = /** @type {HTMLInputElement} */ (box.querySelector("input[type=hidden]"));
  const list = /** @type {HTMLElement} */ (box.querySelector("[role=listbox]"));
  const count = /** @type {HTMLElement} */ (box.querySelector("[data-count]"));
  const combobox = new Combobox(input, list, { tabInsertsSuggestions: false, firstOptionSelectionMode: "selected" });
  let chosen = input.value;
  let timer = 0;
  let lastRequest = 0;

  const close = () => {
    list.hidden = true;
    combobox.stop();
  };

  /** @param {string} id @param {string} name */
  const choose = (id, name) => {
    value.value = id;
    input.value = chosen = name;
    close();
  };

  /** @param {Person[]} people */
  const show = (people) => {
    const options = people.map((person) => personOption(`${list.id}-${person.id}`, person));
    list.replaceChildren(...(options.length > 0 ? options : [emptyOption()]));
    count.textContent = people.length === 0 ? t("nobody_found") : t("people_found", { count: people.length });
    list.hidden = false;
    combobox.start();
  };

  const search = async () => {
    const request = ++lastRequest;
    const words = input.value === chosen ? "" : input.value.trim();
    const query = words ? `&q=${encodeURIComponent(words)}` : "";
    try {
      const { data } = await api("GET", `${box.dataset.picker}${query}`);
      // Responses may arrive out of order, or after the user has left the field.
      if (request === lastRequest && document.activeElement === input) show(data.items);
    } catch (error) {
      count.textContent = expectProblem(error).message;
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, TYPING_PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      void search();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      // No option is selected while a search is under way: then Enter must not submit the form.
      event.preventDefault();
    }
  });
  input.addEventListener("click", () => {
    if (list.hidden) void search();
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    lastRequest += 1;
    if (input.value.trim() === "") choose("", "");
    else input.value = chosen;
    close();
  });
  box.closest("form")?.addEventListener("lab:filled", () => {
    chosen = input.value;
    close();
  });
  // The input keeps the focus: a blur would close the list before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("combobox-commit", (event) => {
    const option = /** @type {HTMLElement} */ (event.target);
    choose(option.dataset.value ?? "", option.dataset.name ?? "");
  });
}
