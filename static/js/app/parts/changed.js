/** Marks what has changed before one's eyes. */

import { useEffect, useRef, useState } from "../../../vendor/preact/standalone.module.js";

const SHOWN_MS = 20_000;

/**
 * What a value was before it changed, for a while after it did.
 *
 * @template T
 * @param {T} value
 * @returns {T | undefined}
 */
export function useBefore(value) {
  const last = useRef(value);
  const [before, setBefore] = useState(/** @type {T | undefined} */ (undefined));
  useEffect(() => {
    if (Object.is(last.current, value)) return;
    const was = last.current;
    last.current = value;
    setBefore(() => was);
    const clock = setTimeout(() => setBefore(() => undefined), SHOWN_MS);
    return () => clearTimeout(clock);
  }, [value]);
  return before;
}
