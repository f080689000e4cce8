/** Highlights values that change while a view shows them. */

import { useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";

const SHOWN_MS = 20_000;

/**
 * Return the previous value for a while after each change, and undefined otherwise.
 *
 * @template T
 * @param {T} value
 * @returns {T | undefined}
 */
export function usePreviousValue(value) {
  const last = useRef(value);
  const [before, setBefore] = useState(/** @type {T | undefined} */ (undefined));
  useEffect(() => {
    if (Object.is(last.current, value)) return;
    const was = last.current;
    last.current = value;
    setBefore(() => was);
    const timeout = setTimeout(() => setBefore(() => undefined), SHOWN_MS);
    return () => clearTimeout(timeout);
  }, [value]);
  return before;
}
