/**
 * Live parts of a page: fetched again after a change of what they show, and merged in place. Scroll position, focus and
 * text being typed are kept. A changed row is highlighted briefly.
 */

import { Idiomorph } from "../../vendor/idiomorph/idiomorph.esm.js";
import { expectProblem } from "../shared/problem.js";
import { nextTask } from "../shared/tasks.js";
import { fetchPart } from "./session.js";
import { updateTimes } from "./time.js";

const MARK_MS = 2_500;

// A merge keeps the state of <details>, which the server does not know.
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
 * Merge HTML into an element.
 *
 * @param {Element} root
 * @param {string} html
 * @param {boolean} mark - whether to highlight changed rows
 */
export function merge(root, html, mark) {
  const before = rows(root);
  // Keep text being typed. A focused button or scroll area is not text, and is merged.
  const isTyping = document.activeElement?.matches("input, select, textarea") ?? false;
  Idiomorph.morph(root, html, {
    morphStyle: "innerHTML",
    ignoreActiveValue: isTyping,
    restoreFocus: true,
    callbacks: {
      /** @param {Node} old @param {Node} made */
      beforeNodeMorphed: (old, made) => {
        if (!(old instanceof Element)) return true;
        if (old.hasAttribute("data-drawn") && made instanceof Element) {
          // A script renders the content: only its input, the attributes, changes.
          for (const { name, value } of made.attributes) old.setAttribute(name, value);
          return false;
        }
        return !old.hasAttribute("data-editing");
      },
      /** @param {Node} old */
      beforeNodeRemoved: (old) => !(old instanceof Element && old.querySelector("[data-editing]")),
    },
  });
  updateTimes(root);
  window.htmx?.process(root);
  root.dispatchEvent(new CustomEvent("lab:merged", { bubbles: true }));
  if (!mark) return;
  for (const row of root.querySelectorAll("[data-key]")) {
    const known = before.get(row.getAttribute("data-key"));
    if (known === row.getAttribute("data-mark")) continue;
    row.classList.add("changed");
    setTimeout(() => row.classList.remove("changed"), MARK_MS);
  }
}

/** @param {Element} root */
const sourceOf = (root) => root.getAttribute("data-source") ?? location.pathname + location.search;

/** @type {WeakMap<Element, { isFetching: boolean, again: boolean }>} */
const states = new WeakMap();

/**
 * Fetch and merge one part. Calls during a request cause one more request after it.
 *
 * @param {Element} root
 * @param {(problem: import("../shared/problem.js").Problem) => void} [failed]
 */
export async function refresh(root, failed) {
  const state = states.get(root) ?? { isFetching: false, again: false };
  states.set(root, state);
  if (state.isFetching) {
    state.again = true;
    return;
  }
  state.isFetching = true;
  try {
    do {
      state.again = false;
      const address = sourceOf(root);
      const html = await fetchPart(address);
      // Several parts are often fetched at once. Each is merged in a task of its own.
      await nextTask();
      // A change of the filters during the request makes its response outdated.
      if (sourceOf(root) === address) merge(root, html, true);
      else state.again = true;
    } while (state.again);
  } catch (error) {
    // The connection status shows that the page is offline; the next connection fetches the part.
    const problem = expectProblem(error);
    failed?.(problem);
  } finally {
    state.isFetching = false;
  }
}

/**
 * Refresh the parts that show one of these kinds of records, or all parts.
 *
 * @param {string[]} [kinds]
 */
export function refreshParts(kinds) {
  for (const root of document.querySelectorAll("[data-live]")) {
    const shown = (root.getAttribute("data-live") ?? "").split(" ");
    if (!kinds || kinds.some((kind) => shown.includes(kind))) void refresh(root);
  }
}
