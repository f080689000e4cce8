/** How long to stay away: what the server says, else ever longer, and never all clients at once. */

export class Pauses {
  #tries = 0;
  #notBefore = 0;
  #min;
  #max;

  /**
   * @param {number} min - milliseconds
   * @param {number} max
   */
  constructor(min, max) {
    this.#min = min;
    this.#max = max;
  }

  /** Whether the server has named a time that is still to come. */
  get told() {
    return this.#notBefore > Date.now();
  }

  /**
   * The server names its time, which may be for this client alone (draining) or the same for many (a limit).
   *
   * @param {number} ms
   * @param {{ shared?: boolean }} [options]
   */
  tell(ms, { shared = false } = {}) {
    this.#notBefore = Date.now() + ms + (shared ? this.#spread() : 0);
  }

  /** The server has let the client in: what it said before is over. */
  welcome() {
    this.#notBefore = 0;
  }

  /** Begin with short pauses again. */
  reset() {
    this.#tries = 0;
  }

  /**
   * Return the next pause in milliseconds.
   *
   * @param {{ offline: boolean }} options - without a network the longest: `offline` may be wrong (a server on this
   *   machine), so it slows the attempts down and does not end them
   */
  next({ offline }) {
    const pause = this.told ? this.#notBefore - Date.now() : offline ? this.#max : this.#spread();
    this.#tries += 1;
    return pause;
  }

  #spread() {
    return Math.min(this.#max, this.#min * 2 ** Math.min(this.#tries, 16)) * (0.5 + Math.random() / 2);
  }
}
