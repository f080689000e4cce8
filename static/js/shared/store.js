/** A value with subscribers. */

/** @template T */
export class Store {
  /** @type {Set<() => void>} */ #subscribers = new Set();
  /** @type {T} */ #value;
  /** @type {(() => T) | null} */ #first = null;

  /** @param {T} value */
  constructor(value) {
    this.#value = value;
  }

  /**
   * Create a store whose first value is computed when it is first read.
   *
   * @template T
   * @param {() => T} first
   * @returns {Store<T>}
   */
  static lazy(first) {
    const store = new Store(/** @type {T} */ (undefined));
    store.#first = first;
    return store;
  }

  /** @returns {T} */
  get value() {
    if (this.#first) {
      this.#value = this.#first();
      this.#first = null;
    }
    return this.#value;
  }

  /**
   * Replace the value. Subscribers are called only if it is a different one.
   *
   * @param {T} value
   */
  set(value) {
    if (Object.is(value, this.value)) return;
    this.#value = value;
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
