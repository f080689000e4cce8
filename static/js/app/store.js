/** A value that is watched: views that use it are drawn anew when it is another one. */

import { useEffect, useState } from "../../vendor/preact/standalone.module.js";

/** @template T */
export class Store {
  /** @type {Set<() => void>} */ #watchers = new Set();

  /** @param {T} value */
  constructor(value) {
    this.value = value;
  }

  /** @param {T} value */
  set(value) {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const tell of [...this.#watchers]) tell();
  }

  /**
   * @param {() => void} tell
   * @returns {() => void} what ends it
   */
  watch(tell) {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }
}

/**
 * @template T
 * @param {Store<T>} store
 * @returns {T}
 */
export function useStore(store) {
  const [, draw] = useState(() => ({ value: store.value }));
  useEffect(() => {
    const tell = () => draw((was) => (Object.is(was.value, store.value) ? was : { value: store.value }));
    // It may have changed between the drawing and now.
    tell();
    return store.watch(tell);
  }, [store]);
  return store.value;
}
