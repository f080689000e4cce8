/** The name of a patient, shown to doctors. */

import { html, useEffect } from "../../../vendor/preact/standalone.module.js";
import { names, requestName } from "../patients.js";
import { t } from "../texts.js";
import { useStore } from "../use-store.js";

/** @param {{ id: number }} props */
export function Patient({ id }) {
  const name = useStore(names)[id];
  useEffect(() => requestName(id), [id]);
  // A space keeps the line until the name arrives.
  const text =
    name === undefined ? "\u00a0" : name === null ? t("patient_number", { id }) : t("patient_named", { name });
  return html`<p class="quiet">${text}</p>`;
}
