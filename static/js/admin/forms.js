/**
 * Forms that speak REST: `<form data-api data-method>`. Faults are shown at their fields; who saves second sees both
 * versions side by side; a form whose record changes or goes meanwhile says so at once.
 */

import { compare } from "./conflict.js";
import { scheduleIn } from "./schedule.js";
import { api, Problem } from "./session.js";
import { t } from "./texts.js";
import { toast } from "./toasts.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/**
 * @param {HTMLFormElement} form
 * @returns {Control[]}
 */
function controls(form) {
  return /** @type {Control[]} */ (
    [...form.elements].filter((one) => one.getAttribute("name") && one.getAttribute("data-type"))
  );
}

/**
 * The value of a field as REST takes it; undefined where there is none.
 *
 * @param {HTMLFormElement} form
 * @param {Control} control
 * @returns {any}
 */
function valueOf(form, control) {
  const text = control.value.trim();
  switch (control.dataset.type) {
    case "flag":
      return /** @type {HTMLInputElement} */ (control).checked;
    case "number":
      return text === "" ? undefined : Number(text);
    case "money":
      return text === "" ? undefined : text.replace(",", ".");
    case "moment":
      return text === "" ? undefined : new Date(text).toISOString();
    case "ids":
      return [...form.querySelectorAll(`[name="${CSS.escape(control.name)}"]`)]
        .filter((one) => !(one instanceof HTMLInputElement && one.type === "checkbox") || one.checked)
        .map((one) => Number(/** @type {Control} */ (one).value));
    case "schedule":
      return scheduleIn(form);
    case "optional":
      return text === "" ? undefined : text;
    case "optional-number":
      return text === "" ? null : Number(text);
    case "secret":
      return control.value;
    default:
      return text;
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, any>}
 */
export function valuesOf(form) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const control of controls(form)) {
    const value = valueOf(form, control);
    if (value !== undefined) values[control.name] = value;
  }
  return values;
}

/** @param {HTMLFormElement} form @param {Problem} problem */
export function showFaults(form, problem) {
  const known = new Set();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-error]"))) {
    const field = place.dataset.error ?? "";
    const faults = Object.entries(problem.errors).filter(([name]) => name === field || name.startsWith(`${field}.`));
    place.textContent = faults.flatMap(([, texts]) => texts).join(" ");
    place.classList.toggle("d-block", faults.length > 0);
    for (const [name] of faults) known.add(name);
    // The field that is seen, where another holds its value.
    const control = form.querySelector(`#f-${CSS.escape(field)}`) ?? form.elements.namedItem(field);
    if (control instanceof HTMLElement) {
      control.classList.toggle("is-invalid", faults.length > 0);
      if (faults.length > 0) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }
  const rest = Object.entries(problem.errors).filter(([name]) => !known.has(name));
  const shown =
    known.size > 0 && rest.length === 0
      ? ""
      : [problem.message, ...rest.map(([name, texts]) => `${name}: ${texts.join(" ")}`)].join(" ");
  say(form, shown);
  const first = form.querySelector('[aria-invalid="true"]');
  if (first instanceof HTMLElement) first.focus();
  else form.querySelector("[data-error].d-block")?.scrollIntoView({ block: "center" });
}

/** @param {HTMLFormElement} form @param {string} text @param {string} [kind] */
function say(form, text, kind = "danger") {
  let box = form.querySelector("[data-alert]");
  if (!box) {
    box = document.createElement("div");
    box.setAttribute("data-alert", "");
    box.setAttribute("role", "alert");
    form.prepend(box);
  }
  box.className = text ? `alert alert-${kind}` : "";
  box.textContent = text;
}

/**
 * Say who changed a record last, and when.
 *
 * @param {HTMLFormElement} form
 * @returns {Promise<string>}
 */
async function lastChange(form) {
  const query = new URLSearchParams({
    entityType: form.dataset.entity ?? "",
    entityId: form.dataset.id ?? "",
    perPage: "1",
  });
  const { data } = await api("GET", `/api/admin/events?${query}`);
  const last = data.items[0];
  if (!last) return t("changed_by", { who: t("somebody"), when: "" });
  const when = new Date(last.createdAt).toLocaleTimeString(document.documentElement.lang);
  return t("changed_by", { who: last.userName ?? t("somebody"), when });
}

/**
 * Let somebody whose record was changed meanwhile decide what becomes of it.
 *
 * @param {HTMLFormElement} form
 * @param {Record<string, any>} changes
 * @returns {Promise<boolean>} whether to save again
 */
async function settle(form, changes) {
  const saved = await api("GET", addressOf(form));
  const answer = await compare(form, controls(form), changes, saved.data, await lastChange(form));
  if (answer === "theirs") {
    // Whoever takes what was saved gives up the rest: nothing is left to ask about.
    form.dataset.initial = JSON.stringify(valuesOf(form));
    location.reload();
  }
  if (answer !== "mine") return false;
  form.dataset.version = String(saved.version);
  return true;
}

/** @param {HTMLFormElement} form @param {boolean} [settled] whether somebody else's changes are in it, too */
async function save(form, settled = false) {
  const values = valuesOf(form);
  const before = JSON.parse(form.dataset.initial ?? "{}");
  const changes =
    form.dataset.method === "PATCH"
      ? Object.fromEntries(
          Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
        )
      : values;
  const button = form.querySelector("[type=submit], button:not([type])");
  button?.classList.add("btn-loading");
  form.dataset.saving = "";
  try {
    const answer = await api(form.dataset.method ?? "POST", form.dataset.api ?? "", {
      body: changes,
      version: form.dataset.version,
    });
    showFaults(form, new Problem(200, { detail: "" }));
    form.dataset.initial = JSON.stringify(values);
    if (answer.version) form.dataset.version = String(answer.version);
    form.dispatchEvent(new CustomEvent("lab:saved", { bubbles: true, detail: answer }));
    if (form.dataset.then) {
      // On the way to another page the report of this change must not reload this one.
      form.dataset.leaving = "";
      location.assign(form.dataset.then.replace("{id}", answer.data?.id ?? ""));
    } else if (settled) {
      location.reload();
    } else {
      toast(form.dataset.done ?? t("saved"));
    }
    if (form.hasAttribute("data-clear")) form.reset();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.code !== "stale") return showFaults(form, problem);
    try {
      if (await settle(form, changes)) return void (await save(form, true));
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      showFaults(form, failure);
    }
  } finally {
    delete form.dataset.saving;
    button?.classList.remove("btn-loading");
  }
}

/** @param {HTMLFormElement} form */
function isDirty(form) {
  return form.dataset.initial !== JSON.stringify(valuesOf(form));
}

/** @param {HTMLFormElement} form */
function addressOf(form) {
  return form.dataset.record ?? form.dataset.api ?? "";
}

/** @param {HTMLFormElement} form */
function showGone(form) {
  say(form, t("gone"));
  for (const button of form.querySelectorAll("button")) button.disabled = true;
}

/** @param {HTMLFormElement} form */
const isBusy = (form) => "saving" in form.dataset || "leaving" in form.dataset;

/**
 * Show what has become of the form's record, unless it is as the form has it: then it was saved from here.
 *
 * @param {HTMLFormElement} form
 */
async function follow(form) {
  try {
    const saved = await api("GET", addressOf(form));
    if (isBusy(form) || String(saved.version) === form.dataset.version) return;
    if (isDirty(form)) say(form, t("changed_meanwhile"), "warning");
    else location.reload();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 404) showGone(form);
  }
}

/** @param {any} payload @param {string} name */
function recordOf(name, payload) {
  if (name === "admin:event") return [payload.entityType, payload.entityId];
  if (name === "catalog:update") return [payload.type, payload.entityId];
  return ["", 0];
}

/** @param {Event} event */
function onEvent(event) {
  const { name, payload } = /** @type {CustomEvent} */ (event).detail;
  const [entity, id] = recordOf(name, payload);
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
    document.querySelectorAll("form[data-entity][data-id]")
  )) {
    if (form.dataset.entity !== entity || form.dataset.id !== String(id) || isBusy(form)) continue;
    if (payload.action === "deleted") showGone(form);
    else if (!["read", "exported"].includes(payload.action)) void follow(form);
  }
}

/** @param {HTMLFormElement} form */
function prepare(form) {
  if (form.dataset.initial) return;
  // What the server put into it: by now somebody may have typed, or the browser have put back what was typed before.
  const untouched = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  untouched.reset();
  for (const one of [form, untouched]) {
    for (const control of controls(one)) {
      if (control.dataset.type === "moment" && control.dataset.value && !control.value)
        control.value = localMoment(control.dataset.value);
    }
  }
  form.dataset.initial = JSON.stringify(valuesOf(untouched));
}

/**
 * A moment as `<input type="datetime-local">` takes it, in the browser's zone.
 *
 * @param {string} moment ISO 8601
 * @returns {string}
 */
export function localMoment(moment) {
  const when = new Date(moment);
  return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function listenToForms() {
  const prepareAll = () => {
    for (const form of document.querySelectorAll("form[data-api]")) prepare(/** @type {HTMLFormElement} */ (form));
  };
  prepareAll();
  document.addEventListener("lab:merged", prepareAll);
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.dataset.api) return;
    event.preventDefault();
    if (!("saving" in form.dataset)) void save(form);
  });
  document.addEventListener("lab:event", onEvent);
  addEventListener("beforeunload", (event) => {
    const edited = [...document.querySelectorAll("form[data-api][data-entity]")].some((one) => {
      const form = /** @type {HTMLFormElement} */ (one);
      return !("saving" in form.dataset) && isDirty(form);
    });
    if (edited) event.preventDefault();
  });
}
