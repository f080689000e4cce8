/** The form of an exam or a package: asks before it saves an unusual price. */

import { confirmBeforeSubmit } from "./dialogs.js";
import { priceQuestion } from "./price-check.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form:has(#f-price)"));
const field = /** @type {HTMLInputElement} */ (form?.elements.namedItem("price"));
const name = /** @type {HTMLInputElement} */ (form?.elements.namedItem("name"));
if (form) {
  confirmBeforeSubmit(form, () =>
    priceQuestion(name.value.trim(), field.defaultValue.replace(",", "."), field.value.trim().replace(",", ".")),
  );
}
