/** A timeout that can be restarted. Its maximum is that of `setTimeout`, about 24 days. */

const MAX_MS = 2 ** 31 - 1;

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
      Math.min(Math.max(0, ms), MAX_MS),
    );
  }

  stop() {
    clearTimeout(this.#id);
    this.#id = undefined;
  }
}
