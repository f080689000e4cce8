/** Icons of the sprite. Screen readers ignore them, so the text beside an icon must be complete without it. */

import { html } from "../../../vendor/preact/standalone.module.js";

const SPRITE = document.querySelector("meta[name=icons]")?.getAttribute("content") ?? "";

/** The icon for each kind of notice. @type {Record<import("../../shared/toasts.js").Kind, string>} */
export const KIND_ICONS = {
  info: "info-circle",
  success: "circle-check",
  warning: "alert-triangle",
  error: "alert-circle",
};

/** @param {{ name: string }} props */
export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true"><use href=${`${SPRITE}#${name}`} /></svg>`;
}
