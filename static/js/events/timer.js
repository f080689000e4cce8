/** One action at a time that is still to come; a browser's longest wait is its limit. */

const LONGEST_MS = 2 ** 31 - 1;

export class Timer {
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #id;

  get running() {
    return this.#id !== undefined;
  }

  /**
   * @param {number} ms
   * @param {() => void} action
   */
  start(ms, action) {
    this.stop();
    this.#id = setTimeout(
      () => {
        this.#id = undefined;
        action();
      },
      Math.min(Math.max(0, ms), LONGEST_MS),
    );
  }

  stop() {
    clearTimeout(this.#id);
    this.#id = undefined;
  }
}
