/** Changes the password of the account. Every session ends with it, and this browser gets a new one. */

import { expectProblem, Problem } from "../shared/problem.js";
import { valuesOf } from "./form-values.js";
import { showErrors } from "./forms.js";
import { api, delayRedirectUntil } from "./session.js";
import { t } from "./texts.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("own-password"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));

async function change() {
  const { again, ...body } = valuesOf(form);
  if (again !== body.newPassword) throw new Problem(422, { errors: { again: [t("not_the_same")] } });
  await api("POST", "/admin/account/password", { body });
  form.reset();
  location.assign("/admin/account?password=changed");
  // The page is left. It must not notice that its session has ended.
  await new Promise(() => {});
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.classList.contains("btn-loading")) return;
  button.classList.add("btn-loading");
  showErrors(form, null);
  // The event about the old session can arrive before the cookies of the new one.
  const done = change();
  delayRedirectUntil(done);
  done.catch((error) => {
    button.classList.remove("btn-loading");
    showErrors(form, expectProblem(error));
  });
});
