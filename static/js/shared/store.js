/** A value with subscribers. */

/** @template T */
export class Store {
  /** @type {Set<() => void>} */ #subscribers = new Set();

  /** @param {T} value */
  constructor(value) {
    this.value = value;
  }

  /**
   * Replace the value. Subscribers are called only if it is a different one.
   *
   * @param {T} value
   */
  set(value) {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const notify of [...this.#subscribers]) notify();
  }

  /**
   * Call `notify` after each change.
   *
   * @param {() => void} notify
   * @returns {() => void} ends the subscription
   */
  subscribe(notify) {
    this.#subscribers.add(notify);
    return () => this.#subscribers.delete(notify);
  }
}
