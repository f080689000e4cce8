/** The delay before a reconnect: as the server demands, or growing with jitter. */

export class Backoff {
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

  /** Whether a delay demanded by the server is still running. */
  get isDemanded() {
    return this.#notBefore > Date.now();
  }

  /**
   * Apply a delay demanded by the server. `shared` adds jitter to a delay that many clients get at once.
   *
   * @param {number} ms
   * @param {{ shared?: boolean }} [options]
   */
  demand(ms, { shared = false } = {}) {
    this.#notBefore = Date.now() + ms + (shared ? this.#jittered() : 0);
  }

  /** Discard the delay demanded by the server, after it has accepted the client. */
  clearDemand() {
    this.#notBefore = 0;
  }

  /** Start with short delays again. */
  reset() {
    this.#tries = 0;
  }

  /**
   * Return the next delay in milliseconds.
   *
   * @param {{ offline: boolean }} options - without a network the maximum. The browser may be wrong, for example if the
   *   server is on this machine, so attempts only slow down
   */
  next({ offline }) {
    const delay = this.isDemanded ? this.#notBefore - Date.now() : offline ? this.#max : this.#jittered();
    this.#tries += 1;
    return delay;
  }

  #jittered() {
    return Math.min(this.#max, this.#min * 2 ** Math.min(this.#tries, 16)) * (0.5 + Math.random() / 2);
  }
}
