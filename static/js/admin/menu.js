/** The menu of narrow screens. */

export function handleMenu() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-menu]") : null;
    const menu = document.getElementById(button?.getAttribute("aria-controls") ?? "");
    if (button && menu) button.setAttribute("aria-expanded", String(menu.classList.toggle("show")));
  });
}
