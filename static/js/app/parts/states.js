/** What a view shows instead of data: loading, empty, or failed. */

import { html, useEffect } from "../../../vendor/preact/standalone.module.js";
import { language, t } from "../texts.js";
import { Icon } from "./icon.js";

export function Loading() {
  return html`<p class="state" role="status"><span class="spinner" aria-hidden="true"></span> ${t("loading")}</p>`;
}

/** @param {{ text: string, children?: unknown }} props */
export function Empty({ text, children }) {
  return html`<div class="state"><p>${text}</p>${children}</div>`;
}

/** Loads the next page of a list. @param {{ onClick: () => void }} props */
export function MoreButton({ onClick }) {
  return html`<button type="button" class="button" onClick=${onClick}>${t("more")}</button>`;
}

/** @param {{ problem: Error, again: () => void }} props */
export function Failed({ problem, again }) {
  // The server has written the text, in the language of the request.
  useEffect(() => language.subscribe(again), [again]);
  return html`<div class="state" role="alert">
    <p><${Icon} name="alert-triangle" /> ${problem.message}</p>
    <button type="button" class="button" onClick=${again}>${t("again")}</button>
  </div>`;
}

/**
 * Render the data of a resource once it is there. If fetching it again fails, a note above the old data says so.
 *
 * @template T
 * @param {object} props
 * @param {import("../resource.js").Resource<T>} props.resource
 * @param {import("../resource.js").Loaded<T>} props.state
 * @param {(data: T) => unknown} props.children
 */
export function Loaded({ resource, state, children }) {
  const again = () => void resource.load();
  if (state.data === null) {
    return state.problem ? html`<${Failed} problem=${state.problem} again=${again} />` : html`<${Loading} />`;
  }
  return html`
    ${
      state.problem &&
      html`<p class="note note-warning" role="status">
        ${t("stale_data")} <button type="button" class="link" onClick=${again}>${t("again")}</button>
      </p>`
    }
    ${children(state.data)}
  `;
}
