/** Parts that stay in view: their heights, so that the style sheet keeps the focus clear of them. */

import { useEffect, useRef } from "../../../vendor/preact/standalone.module.js";

// The share of the screen that these parts may take. Above it, as with large text on a small screen, they scroll.
const MAX_SHARE = 0.45;

/** Keep the parts in view only if enough of the screen is left for what is below them. */
function checkShare() {
  const root = document.documentElement;
  const heightOf = (/** @type {string} */ name) => Number.parseFloat(root.style.getPropertyValue(name)) || 0;
  const covered = heightOf("--header") + heightOf("--nav") + heightOf("--sum");
  root.toggleAttribute("data-tight", covered > innerHeight * MAX_SHARE);
}

addEventListener("resize", checkShare);

/**
 * Return a ref of an element whose height is a property of the style sheet while it is shown.
 *
 * @param {"--header" | "--nav" | "--sum" | "--toasts"} name
 */
export function useHeight(name) {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const shown = element.current;
    if (!shown) return;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => {
      style.setProperty(name, `${shown.offsetHeight}px`);
      checkShare();
    });
    observer.observe(shown, { box: "border-box" });
    return () => {
      observer.disconnect();
      style.removeProperty(name);
      checkShare();
    };
  }, []);
  return element;
}
