// A classic script in the head: what is sent or pressed before the scripts are there that do it waits for them.
// By itself a browser would put what a form holds, passwords and all, into the address of the page, and forget a button.
(() => {
  let ready = false;
  /** @type {Set<HTMLFormElement>} */
  const sent = new Set();
  /** @type {Set<HTMLButtonElement>} */
  const pressed = new Set();
  document.addEventListener(
    "submit",
    (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (form.hasAttribute("action") || form.hasAttribute("method")) return;
      event.preventDefault();
      if (ready) return;
      event.stopImmediatePropagation();
      sent.add(form);
    },
    { capture: true },
  );
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (ready || button?.type !== "button") return;
      event.stopImmediatePropagation();
      pressed.add(button);
    },
    { capture: true },
  );
  // Modules run before this.
  document.addEventListener("DOMContentLoaded", () => {
    ready = true;
    for (const form of sent) form.requestSubmit();
    for (const button of pressed) button.click();
  });
})();
