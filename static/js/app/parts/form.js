/** Forms: fields with their labels and faults, and what is refused, said where it can be heard. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { Problem } from "../rest.js";
import { t } from "../texts.js";
import { Icon } from "./icon.js";

/** @typedef {{ busy: boolean, problem: Problem | null, submit: (event: SubmitEvent) => Promise<void>, forget: () => void }} Submission */

/**
 * @param {(values: Record<string, string>, form: HTMLFormElement) => Promise<unknown>} work
 * @returns {Submission}
 */
export function useSubmission(work) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  return {
    busy,
    problem,
    forget: () => setProblem(null),
    submit: async (event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.currentTarget);
      if (busy) return;
      const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      setBusy(true);
      setProblem(null);
      try {
        await work(values, form);
      } catch (refusal) {
        if (!(refusal instanceof Problem)) throw refusal;
        setProblem(refusal);
        // The first field that is at fault is where to go on.
        requestAnimationFrame(() => form.querySelector(/** @type {"input"} */ ("[aria-invalid=true]"))?.focus());
      } finally {
        setBusy(false);
      }
    },
  };
}

/**
 * Why it was refused; with what is wrong with each field where the form has no place for that.
 *
 * @param {{ problem: Problem | null, isWhole?: boolean }} props
 */
export function Refusal({ problem, isWhole = false }) {
  const faults = problem && isWhole ? Object.values(problem.errors).flat() : [];
  return html`<div role="alert">
    ${problem && html`<p class="note note-error"><${Icon} name="alert-circle" /> ${[problem.message, ...faults].join(" ")}</p>`}
  </div>`;
}

/**
 * A labelled input; everything that is not named here goes to it as it is.
 *
 * @param {{ label: string, name: string, hint?: string, problem?: Problem | null, [attribute: string]: unknown }} props
 */
export function Field({ label, name, hint, problem, ...rest }) {
  const faults = problem?.errors[name];
  const described = [hint && `${name}-hint`, faults && `${name}-fault`].filter(Boolean).join(" ") || undefined;
  return html`<div class="field">
    <label for=${name}>${label}</label>
    <input class="input" id=${name} name=${name} aria-describedby=${described} aria-invalid=${faults ? "true" : undefined} ...${rest} />
    ${hint && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
    ${faults && html`<p class="fault" id=${`${name}-fault`}>${faults.join(" ")}</p>`}
  </div>`;
}

/** @param {{ busy: boolean, children: unknown, kind?: string, disabled?: boolean }} props */
export function Submit({ busy, children, kind = "button-primary", disabled = false }) {
  return html`<button type="submit" class=${`button ${kind}`} disabled=${disabled} aria-disabled=${busy ? "true" : undefined}>
    ${busy ? t("working") : children}
  </button>`;
}
