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
 * Ask the user to confirm an action. The button that confirms it has the text of the one that was pressed, and the
 * dialog lists what the action is about: the pairs in `data-about`.
 *
 * @param {string} question
 * @param {HTMLElement} button - the one that was pressed
 * @returns {Promise<boolean>}
 */
export async function confirmAction(question, button) {
  const box = dialog("confirm");
  const text = /** @type {HTMLElement} */ (box.querySelector("#confirm-text"));
  text.textContent = question;
  const about = /** @type {HTMLElement} */ (box.querySelector("#confirm-about"));
  /** @type {[string, string][]} */
  const facts = JSON.parse(button.dataset.about ?? "[]");
  about.replaceChildren(
    ...facts.flatMap(([label, value]) => {
      const [term, description] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = label;
      description.textContent = value;
      return [term, description];
    }),
  );
  about.hidden = facts.length === 0;
  const yes = /** @type {HTMLElement} */ (box.querySelector("[data-yes]"));
  yes.textContent = button.textContent?.trim() ?? "";
  const isDestructive = /btn-(outline-)?danger/.test(button.className);
  yes.classList.toggle("btn-danger", isDestructive);
  yes.classList.toggle("btn-primary", !isDestructive);
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
    const button = event.submitter ?? form.querySelector("[type=submit]");
    isConfirmed = await confirmAction(text, /** @type {HTMLElement} */ (button));
    if (isConfirmed) form.requestSubmit();
  });
}
