/** Whose something is, to a doctor. */

import { html, useEffect } from "../../../vendor/preact/standalone.module.js";
import { names, want } from "../patients.js";
import { useStore } from "../store.js";
import { t } from "../texts.js";

/** @param {{ id: number }} props */
export function Patient({ id }) {
  const name = useStore(names)[id];
  useEffect(() => want(id), [id]);
  // Until it is known, its place is kept.
  const said =
    name === undefined ? "\u00a0" : name === null ? t("patient_number", { id }) : t("patient_named", { name });
  return html`<p class="quiet">${said}</p>`;
}
