/** Dialogs whose values are sent until the server accepts them; one of them asks for the current password. */

import { expectProblem } from "../shared/problem.js";
import { dialog, formIn, openDialog } from "./dialogs.js";
import { showErrors } from "./forms.js";
import { api } from "./session.js";

/** @typedef {import("./session.js").Answer} Answer */

/**
 * Open a dialog with a form, and send its values until they are accepted. Resolves to the response, or to null if the
 * user cancels.
 *
 * @param {string} id
 * @param {(values: Record<string, string>) => Promise<Answer>} send
 * @returns {Promise<Answer | null>}
 */
export async function askUntilAccepted(id, send) {
  const box = dialog(id);
  const form = formIn(box);
  const button = form.querySelector("[type=submit]");
  /** @type {Answer | null} */
  let answer = null;
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (button?.classList.contains("btn-loading")) return;
    button?.classList.add("btn-loading");
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    try {
      answer = await send(values);
      box.close();
    } catch (error) {
      showErrors(form, expectProblem(error));
    } finally {
      button?.classList.remove("btn-loading");
    }
  };
  await openDialog(box);
  form.reset();
  showErrors(form, null);
  return answer;
}

/**
 * Send a request together with the current password, which the user enters.
 *
 * @param {string} question
 * @param {string} path
 */
export function sendWithPassword(question, path) {
  const place = dialog("password-again").querySelector("[data-question]");
  if (place) place.textContent = question;
  return askUntilAccepted("password-again", ({ currentPassword }) => api("POST", path, { body: { currentPassword } }));
}

document.addEventListener("click", (event) => {
  const cancel = /** @type {Element} */ (event.target).closest("[data-cancel]");
  cancel?.closest("dialog")?.close();
});
