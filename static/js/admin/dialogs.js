/** Dialogs of the page, and confirmations before an action. */

/**
 * @param {string} id
 * @returns {HTMLDialogElement}
 */
export function dialog(id) {
  return /** @type {HTMLDialogElement} */ (document.getElementById(id));
}

/** @param {HTMLDialogElement} box */
export const formIn = (box) => /** @type {HTMLFormElement} */ (box.querySelector("form"));

/**
 * Open a dialog. Resolves to the value of the button that closed it, or to an empty string if it was dismissed.
 *
 * @param {HTMLDialogElement} box
 * @returns {Promise<string>}
 */
export function openDialog(box) {
  box.returnValue = "";
  box.showModal();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue), { once: true }));
}

/**
 * Ask the user to confirm an action.
 *
 * @param {string} question
 * @returns {Promise<boolean>}
 */
export async function confirmAction(question) {
  const box = dialog("confirm");
  const text = box.querySelector("#confirm-text");
  if (text) text.textContent = question;
  return (await openDialog(box)) === "yes";
}

/**
 * Ask for a confirmation before a form is submitted, unless `question` returns null.
 *
 * @param {HTMLFormElement} form
 * @param {() => string | null} question
 */
export function confirmBeforeSubmit(form, question) {
  let isConfirmed = false;
  form.addEventListener("submit", async (event) => {
    const text = isConfirmed ? null : question();
    isConfirmed = false;
    if (!text) return;
    event.preventDefault();
    // A listener of the document saves each form whose submit event reaches it.
    event.stopPropagation();
    isConfirmed = await confirmAction(text);
    if (isConfirmed) form.requestSubmit();
  });
}
