/** What stands where there is nothing to show: not yet, not at all, or not to be had. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";
import { Icon } from "./icon.js";

export function Loading() {
  return html`<p class="state" role="status"><span class="spinner" aria-hidden="true"></span> ${t("loading")}</p>`;
}

/** @param {{ text: string, children?: unknown }} props */
export function Empty({ text, children }) {
  return html`<div class="state"><p>${text}</p>${children}</div>`;
}

/** @param {{ problem: Error, again: () => void }} props */
export function Failed({ problem, again }) {
  return html`<div class="state" role="alert">
    <p><${Icon} name="alert-triangle" /> ${problem.message}</p>
    <button type="button" class="button" onClick=${again}>${t("again")}</button>
  </div>`;
}

/**
 * What a resource holds, once it does; a failure to fetch it anew is told above what is known.
 *
 * @template T
 * @param {{ resource: import("../resource.js").Resource<T>, state: import("../resource.js").Loaded<T>, children: (data: T) => unknown }} props
 */
export function Loaded({ resource, state, children }) {
  const again = () => void resource.load();
  if (state.data === null) {
    return state.problem ? html`<${Failed} problem=${state.problem} again=${again} />` : html`<${Loading} />`;
  }
  return html`
    ${state.problem && html`<p class="note note-warning" role="status">${t("stale_data")} <button type="button" class="link" onClick=${again}>${t("again")}</button></p>`}
    ${children(state.data)}
  `;
}
