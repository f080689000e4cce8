// A classic script in the head: holds back forms and buttons that are used before the modules have loaded.
// Without it a browser would put the fields of a form, even passwords, into the address, and ignore a button.
(() => {
  let ready = false;
  /** @type {Set<HTMLFormElement>} */
  const submitted = new Set();
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
      submitted.add(form);
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
  // Modules run before this event.
  document.addEventListener("DOMContentLoaded", () => {
    ready = true;
    for (const form of submitted) form.requestSubmit();
    for (const button of pressed) button.click();
  });
})();
