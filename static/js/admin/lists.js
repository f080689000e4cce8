/**
 * Parts of a page that stay true: fetched anew when what they show has changed, and merged in place, so that
 * scroll, focus and what is being typed stay. A row that changed is marked for a moment.
 */

import { part, Problem } from "./session.js";
import { showTimes } from "./time.js";

const MARK_MS = 2_500;

// What the reader has opened or closed stays so, whoever merges: the server does not know of it.
// @ts-ignore Idiomorph is a classic script of the page.
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (/** @type {string} */ name, /** @type {Element} */ node) =>
  !(name === "open" && node instanceof HTMLDetailsElement);

/** @param {Element} root */
function rows(root) {
  return new Map(
    [...root.querySelectorAll("[data-key]")].map((row) => [
      row.getAttribute("data-key"),
      row.getAttribute("data-mark"),
    ]),
  );
}

/**
 * @param {Element} root
 * @param {string} html
 * @param {boolean} mark
 */
export function merge(root, html, mark) {
  const before = rows(root);
  // What is being typed stays. A button or a part that scrolls has the focus as well, and must not stay as it was.
  const typing = document.activeElement?.matches("input, select, textarea") ?? false;
  // @ts-ignore Idiomorph is a classic script of the page.
  Idiomorph.morph(root, html, {
    morphStyle: "innerHTML",
    ignoreActiveValue: typing,
    restoreFocus: true,
    callbacks: {
      /** @param {Node} old @param {Node} made */
      beforeNodeMorphed: (old, made) => {
        if (!(old instanceof Element)) return true;
        if (old.hasAttribute("data-drawn") && made instanceof Element) {
          // A script has drawn inside: only what it draws from is new.
          for (const { name, value } of made.attributes) old.setAttribute(name, value);
          return false;
        }
        return !old.hasAttribute("data-editing");
      },
      /** @param {Node} old */
      beforeNodeRemoved: (old) => !(old instanceof Element && old.querySelector("[data-editing]")),
    },
  });
  showTimes(root);
  // @ts-ignore htmx is a classic script of the page.
  htmx.process(root);
  root.dispatchEvent(new CustomEvent("lab:merged", { bubbles: true }));
  if (!mark) return;
  for (const row of root.querySelectorAll("[data-key]")) {
    const known = before.get(row.getAttribute("data-key"));
    if (known === row.getAttribute("data-mark")) continue;
    row.classList.add("changed");
    setTimeout(() => row.classList.remove("changed"), MARK_MS);
  }
}

/** @type {WeakMap<Element, { running: boolean, again: boolean }>} */
const states = new WeakMap();

/**
 * Fetch one part anew; while one is under way, no more than one more is noted.
 *
 * @param {Element} root
 */
export async function refresh(root) {
  const state = states.get(root) ?? { running: false, again: false };
  states.set(root, state);
  if (state.running) {
    state.again = true;
    return;
  }
  state.running = true;
  try {
    do {
      state.again = false;
      const address = root.getAttribute("data-source") ?? location.pathname + location.search;
      const html = await part(address);
      const now = root.getAttribute("data-source") ?? location.pathname + location.search;
      // The filters were changed meanwhile: this is the answer to another question.
      if (now === address) merge(root, html, true);
      else state.again = true;
    } while (state.again);
  } catch (problem) {
    // Whoever is offline is told by the indicator; the next connection fetches it again.
    if (!(problem instanceof Problem)) throw problem;
  } finally {
    state.running = false;
  }
}

/**
 * Refresh every part that shows one of these kinds of records; all parts where none is named.
 *
 * @param {string[]} [kinds]
 */
export function refreshParts(kinds) {
  for (const root of document.querySelectorAll("[data-live]")) {
    const shown = (root.getAttribute("data-live") ?? "").split(" ");
    if (!kinds || kinds.some((kind) => shown.includes(kind))) void refresh(root);
  }
}
