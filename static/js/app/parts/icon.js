/** An outline of the sprite; it says nothing that is not in words beside it. */

import { html } from "../../../vendor/preact/standalone.module.js";

const SPRITE = "/static/vendor/tabler-icons/icons.svg";

/** @param {{ name: string }} props */
export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true"><use href=${`${SPRITE}#${name}`} /></svg>`;
}
