/**
 * Forms that save over REST: `<form data-api data-method>`. Errors are shown at their fields. If somebody else saved
 * the record first, the user sees both versions. If the record changes or is deleted, the form shows it at once.
 */

import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { actionDone, announceThere, reloadPage } from "./actions.js";
import { compare } from "./conflict.js";
import { keepDraft, restoreDraft, statesOf } from "./drafts.js";
import { controlsOf, valuesOf } from "./form-values.js";
import { asLeft } from "./returns.js";
import { api } from "./session.js";
import { language, t } from "./texts.js";

/** @typedef {import("../shared/problem.js").Problem} Problem */

/**
 * Show the errors of one field at its place, or none.
 *
 * @param {HTMLFormElement} form
 * @param {string} field
 * @param {string[]} texts
 */
export function showFieldError(form, field, texts) {
  const place = form.querySelector(`[data-error="${CSS.escape(field)}"]`);
  if (!place) return;
  place.textContent = texts.join(" ");
  place.classList.toggle("d-block", texts.length > 0);
  // The visible field, if the value is in a hidden one.
  const control = form.querySelector(`#f-${CSS.escape(field)}`) ?? form.elements.namedItem(field);
  if (!(control instanceof HTMLElement)) return;
  control.classList.toggle("is-invalid", texts.length > 0);
  if (texts.length > 0) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/** @param {HTMLFormElement} form @param {Problem | null} problem */
export function showErrors(form, problem) {
  const errors = Object.entries(problem?.errors ?? {});
  const shown = new Set();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-error]"))) {
    const field = place.dataset.error ?? "";
    const own = errors.filter(([name]) => name === field || name.startsWith(`${field}.`));
    showFieldError(form, field, [...new Set(own.flatMap(([, texts]) => texts))]);
    for (const [name] of own) shown.add(name);
  }
  const rest = errors.filter(([name]) => !shown.has(name)).flatMap(([, texts]) => texts);
  showAlert(form, problem ? [...new Set([problem.message, ...rest])].join(" ") : "");
  const first = form.querySelector('[aria-invalid="true"]');
  if (first instanceof HTMLElement) first.focus();
  else form.querySelector("[data-error].d-block")?.scrollIntoView({ block: "center" });
}

/**
 * Show a message beside the buttons of a form, which stay in sight.
 *
 * @param {HTMLFormElement} form
 * @param {string} text
 * @param {string} [kind]
 */
function showAlert(form, text, kind = "danger") {
  let box = form.querySelector("[data-alert]");
  if (!box) {
    box = document.createElement("div");
    box.setAttribute("data-alert", "");
    box.setAttribute("role", "alert");
    (form.querySelector(".card-footer") ?? form).prepend(box);
  }
  box.className = text ? `alert alert-${kind} w-100 mb-0` : "";
  box.textContent = text;
}

/**
 * Return a text with the author and the time of the last change of a record.
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
  const clock = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const when = new Date(last.createdAt).toLocaleTimeString(language, clock);
  return t("changed_by", { who: last.userName ?? t("somebody"), when });
}

/**
 * Let the user choose between their changes and the version that was saved meanwhile.
 *
 * @param {HTMLFormElement} form
 * @param {Record<string, any>} changes
 * @returns {Promise<boolean>} whether to save again
 */
async function resolveConflict(form, changes) {
  const saved = await api("GET", addressOf(form));
  const answer = await compare(form, controlsOf(form), changes, saved.data, await lastChange(form));
  if (answer === "theirs") {
    // The user discards their changes, so leaving the page needs no confirmation.
    form.dataset.initial = JSON.stringify(valuesOf(form));
    location.reload();
  }
  if (answer !== "mine") return false;
  form.dataset.version = String(saved.version);
  return true;
}

/**
 * Save a form.
 *
 * @param {HTMLFormElement} form
 * @param {boolean} [isResolved] - whether this follows a conflict: then the record has changes that the form lacks
 */
async function save(form, isResolved = false) {
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
    showErrors(form, null);
    form.dataset.initial = JSON.stringify(values);
    if (answer.version) form.dataset.version = String(answer.version);
    form.dispatchEvent(new CustomEvent("lab:saved", { bubbles: true, detail: answer }));
    const text = form.dataset.done ?? t("saved");
    if (form.dataset.then) {
      // The event of this change must not reload the page while the browser leaves it.
      form.dataset.leaving = "";
      announceThere({ text });
      location.assign(asLeft(form.dataset.then.replace("{id}", answer.data?.id ?? "")));
    } else if (isResolved) {
      announceThere({ text });
      location.reload();
    } else {
      toast(text);
    }
    if (form.hasAttribute("data-clear")) {
      form.reset();
      form.dataset.initial = JSON.stringify(valuesOf(form));
    }
  } catch (error) {
    const problem = expectProblem(error);
    if (problem.code !== "stale") return showErrors(form, problem);
    try {
      if (await resolveConflict(form, changes)) return void (await save(form, true));
    } catch (failure) {
      showErrors(form, expectProblem(failure));
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
function showDeleted(form) {
  showAlert(form, t("gone"));
  for (const button of form.querySelectorAll("button")) button.disabled = true;
}

/** @param {HTMLFormElement} form */
const isBusy = (form) => "saving" in form.dataset || "leaving" in form.dataset;

/**
 * Show that the record has a newer version, unless this form saved it.
 *
 * @param {HTMLFormElement} form
 */
async function checkVersion(form) {
  try {
    const saved = await api("GET", addressOf(form));
    // A reload would take away the question that somebody is answering, and an action of this page is no conflict.
    await actionDone();
    if (isBusy(form) || String(saved.version) === form.dataset.version) return;
    if (isDirty(form)) showAlert(form, t("changed_meanwhile"), "warning");
    else reloadPage();
  } catch (error) {
    if (expectProblem(error).status === 404) showDeleted(form);
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
    if (payload.action === "deleted") showDeleted(form);
    else if (!["read", "exported"].includes(payload.action)) void checkVersion(form);
  }
}

// The contents of the forms as the server rendered them.
/** @type {WeakMap<HTMLFormElement, import("./drafts.js").States>} */
const rendered = new WeakMap();

/** @param {HTMLFormElement} form */
function prepare(form) {
  if (form.dataset.initial) return;
  // The values that the server rendered: the user or the browser may have changed the form already.
  const untouched = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  untouched.reset();
  form.dataset.initial = JSON.stringify(valuesOf(untouched));
  rendered.set(form, statesOf(untouched));
}

/** The forms that have something that is not saved. */
function editedForms() {
  const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll("form[data-api]")]);
  return forms.filter((form) => !("leaving" in form.dataset) && isDirty(form));
}

/** Put back what was kept. The scripts of the page must be there, since they follow what is typed. */
export function restoreDrafts() {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-api]"))) {
    restoreDraft(form, rendered.get(form) ?? {});
  }
}

/** Keep what was typed while the user signs in again, so that leaving the page needs no confirmation. */
function keepDrafts() {
  for (const form of editedForms()) {
    if (keepDraft(form, rendered.get(form) ?? {})) form.dataset.leaving = "";
  }
}

/**
 * Scroll what has the focus out from behind the buttons of its form. A browser scrolls only to what is off the screen.
 *
 * @param {FocusEvent} event
 */
function uncover(event) {
  const field = /** @type {Element} */ (event.target);
  const footer = field.closest("form[data-api]")?.querySelector(".card-footer");
  if (!footer || footer.contains(field)) return;
  const isCovered = field.getBoundingClientRect().bottom > footer.getBoundingClientRect().top;
  if (isCovered) field.scrollIntoView({ block: "nearest" });
}

export function handleForms() {
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
  document.addEventListener("focusin", uncover);
  document.addEventListener("lab:signed-out", keepDrafts);
  addEventListener("beforeunload", (event) => {
    if (editedForms().some((form) => !isBusy(form))) event.preventDefault();
  });
}
