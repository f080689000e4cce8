// A classic script in the head: a form that only scripts send, and that is sent before they are there, waits for them.
// By itself a browser would put what it holds, passwords and all, into the address of the page.
(() => {
  let ready = false;
  /** @type {Set<HTMLFormElement>} */
  const waiting = new Set();
  document.addEventListener(
    "submit",
    (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (form.hasAttribute("action") || form.hasAttribute("method")) return;
      event.preventDefault();
      if (ready) return;
      event.stopImmediatePropagation();
      waiting.add(form);
    },
    { capture: true },
  );
  // Modules run before this.
  document.addEventListener("DOMContentLoaded", () => {
    ready = true;
    for (const form of waiting) form.requestSubmit();
  });
})();
