/** Questions before something is done. */

/**
 * @param {string} id
 * @returns {HTMLDialogElement}
 */
export function dialog(id) {
  return /** @type {HTMLDialogElement} */ (document.getElementById(id));
}

/**
 * Open a dialog and return the value it was closed with; an empty one where it was dismissed.
 *
 * @param {HTMLDialogElement} box
 * @returns {Promise<string>}
 */
export function answerOf(box) {
  box.returnValue = "";
  box.showModal();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue), { once: true }));
}

/**
 * Ask whether to go on.
 *
 * @param {string} question
 * @returns {Promise<boolean>}
 */
export async function confirmed(question) {
  const box = dialog("confirm");
  const text = box.querySelector("#confirm-text");
  if (text) text.textContent = question;
  return (await answerOf(box)) === "yes";
}

/**
 * Ask before a form is sent; where `question` has none, it is sent as it is.
 *
 * @param {HTMLFormElement} form
 * @param {() => string | null} question
 */
export function askBefore(form, question) {
  let sure = false;
  form.addEventListener("submit", async (event) => {
    const asked = sure ? null : question();
    sure = false;
    if (!asked) return;
    event.preventDefault();
    // The document's listener sends what reaches it.
    event.stopPropagation();
    sure = await confirmed(asked);
    if (sure) form.requestSubmit();
  });
}
