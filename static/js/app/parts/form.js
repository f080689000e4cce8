/** Forms: fields with labels and errors, and messages that screen readers announce. */

import { html, useEffect, useState } from "../../../vendor/preact/standalone.module.js";
import { expectProblem } from "../../shared/problem.js";
import { language, t } from "../texts.js";
import { Icon } from "./icon.js";

/** @typedef {import("../../shared/problem.js").Problem} Problem */
/**
 * @typedef {object} Submission
 * @property {boolean} busy
 * @property {Problem | null} problem
 * @property {(event: SubmitEvent) => Promise<void>} submit
 * @property {() => void} clearProblem
 */

/**
 * Return the state of a form, and a handler of its submit event, which calls `work` with the values of the fields.
 *
 * @param {(values: Record<string, string>, form: HTMLFormElement) => Promise<unknown>} work
 * @returns {Submission}
 */
export function useSubmission(work) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  // The server has written its texts, in the language of the request.
  useEffect(() => language.subscribe(() => setProblem(null)), []);
  return {
    busy,
    problem,
    clearProblem: () => setProblem(null),
    submit: async (event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.currentTarget);
      if (busy) return;
      const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      setBusy(true);
      setProblem(null);
      try {
        await work(values, form);
      } catch (error) {
        setProblem(expectProblem(error));
        // Focus the first field with an error, once it is marked.
        requestAnimationFrame(() => form.querySelector(/** @type {"input"} */ ("[aria-invalid=true]"))?.focus());
      } finally {
        setBusy(false);
      }
    },
  };
}

/**
 * Show why the server refused a form. `isWhole` includes the errors of fields, for forms without places for them.
 *
 * @param {{ problem: Problem | null, isWhole?: boolean }} props
 */
export function FormError({ problem, isWhole = false }) {
  const text = isWhole ? problem?.summary : problem?.message;
  return html`<div role="alert">
    ${problem && html`<p class="note note-error"><${Icon} name="alert-circle" /> ${text}</p>`}
  </div>`;
}

/**
 * A labelled input. Other props become its attributes.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.name
 * @param {string} [props.id] - if another field of the page has the same name
 * @param {string} [props.hint]
 * @param {Problem | null} [props.problem]
 */
export function Field({ label, name, id = name, hint, problem, ...attributes }) {
  const errors = problem?.errors[name];
  const described = [hint && `${id}-hint`, errors && `${id}-fault`].filter(Boolean).join(" ") || undefined;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      class="input"
      id=${id}
      name=${name}
      aria-describedby=${described}
      aria-invalid=${errors ? "true" : undefined}
      ...${attributes}
    />
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${errors && html`<p class="fault" id=${`${id}-fault`}>${errors.join(" ")}</p>`}
  </div>`;
}

/** @param {{ busy: boolean, children: unknown, kind?: string, disabled?: boolean }} props */
export function Submit({ busy, children, kind = "button-primary", disabled = false }) {
  const isBusy = busy ? "true" : undefined;
  return html`<button type="submit" class=${`button ${kind}`} disabled=${disabled} aria-disabled=${isBusy}>
    ${busy ? t("working") : children}
  </button>`;
}
