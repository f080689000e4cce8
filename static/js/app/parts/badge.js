/** The state of an appointment or a result. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { t } from "../texts.js";

const TONES = { pending: "warn", confirmed: "good", cancelled: "bad", completed: "", ready: "good", delivered: "" };

/** @param {{ state: keyof typeof TONES, of: "appointment" | "result" }} props */
export function Badge({ state, of }) {
  const key = /** @type {import("../texts.js").Key} */ (`${of}_state_${state}`);
  return html`<span class="badge" data-tone=${TONES[state]}>${t(key)}</span>`;
}
