/** Keeps the focus in the view when its element disappears, as the button of a record does that has just changed. */

const PLACES = "li, fieldset, section, form, dialog";

/** @typedef {{ element: HTMLElement, ancestors: Element[] }} Held */

/** @param {Element} element */
const isThere = (element) => element.isConnected && !element.matches(":disabled");

/** @param {HTMLElement} element @returns {Element[]} */
function ancestorsOf(element) {
  const ancestors = [];
  for (let one = element.parentElement; one; one = one.parentElement) ancestors.push(one);
  return ancestors;
}

/** Return the closest part around the lost element that is still shown, or the heading. @param {Held} lost */
function placeFor({ ancestors }) {
  for (const one of ancestors) {
    // A list may have rendered the part again at another place.
    const shown = one.isConnected ? one : one.id && document.getElementById(one.id);
    if (shown && shown.matches(PLACES)) return shown;
  }
  return document.querySelector("main h1");
}

/** Watch the focus within an element. @param {HTMLElement} root */
export function keepFocus(root) {
  /** @type {Held | null} */
  let held = null;
  root.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement) held = { element: target, ancestors: ancestorsOf(target) };
  });
  root.addEventListener("focusout", ({ relatedTarget }) => {
    // Removing an element also causes this event. Only a user leaves an element that stays.
    if (relatedTarget) return;
    queueMicrotask(() => {
      if (held && isThere(held.element) && document.activeElement === document.body) held = null;
    });
  });
  const observer = new MutationObserver(() => {
    if (!held || isThere(held.element)) return;
    const lost = held;
    held = null;
    const { activeElement } = document;
    if (activeElement && activeElement !== document.body && activeElement !== lost.element) return;
    const place = placeFor(lost);
    if (!(place instanceof HTMLElement)) return;
    if (!place.hasAttribute("tabindex")) {
      place.tabIndex = -1;
      place.addEventListener("blur", () => place.removeAttribute("tabindex"), { once: true });
    }
    place.focus();
  });
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ["disabled"] });
}
