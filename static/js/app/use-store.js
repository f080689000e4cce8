/** Stores in views. */

import { useEffect, useState } from "../../vendor/preact/standalone.module.js";

/**
 * Return the value of a store, and render the view again after each change.
 *
 * @template T
 * @param {import("../shared/store.js").Store<T>} store
 * @returns {T}
 */
export function useStore(store) {
  const [, setShown] = useState(() => ({ value: store.value }));
  useEffect(() => {
    const update = () => setShown((was) => (Object.is(was.value, store.value) ? was : { value: store.value }));
    // The value may have changed between rendering and this effect.
    update();
    return store.subscribe(update);
  }, [store]);
  return store.value;
}
