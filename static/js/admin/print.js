/** Prints the page. */

document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest("[data-print]")) globalThis.print();
});

// Makes the file a module.
export {};
