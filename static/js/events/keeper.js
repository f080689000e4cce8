/** Data of REST that are fetched once and then kept current with events. */

import { Backoff } from "./backoff.js";
import { Snapshot } from "./snapshot.js";
import { Timer } from "./timer.js";

/** @typedef {import("../events-client.d.ts").Connected} Connected */

const RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/**
 * Fetches at the start, where an event lacks the record, and after a connection that did not send what the data lack.
 * A failed request is repeated, with growing delays, and at the next event.
 *
 * @template T
 */
export class Keeper {
  #snapshot;
  #fetch;
  #onChange;
  #isOpen = false;
  #isRunning = false;
  #again = false;
  #error = /** @type {unknown} */ (null);
  // The last connection without a replay during the current request.
  /** @type {Connected | null} */ #connected = null;
  #retry = new Timer();
  #backoff = new Backoff(RETRY_MS, MAX_RETRY_MS);

  /**
   * @param {object} options
   * @param {() => Promise<{ data: T, position: string | null }>} options.fetch - with the header `Event-Position`
   * @param {(data: T, name: string, payload: any) => T | null} options.apply - see `Snapshot`
   * @param {(data: T | null, error: unknown) => void} options.onChange
   */
  constructor({ fetch, apply, onChange }) {
    this.#fetch = fetch;
    this.#onChange = onChange;
    this.#snapshot = new Snapshot(apply);
  }

  /** Start, or start again after `close`. */
  open() {
    this.#isOpen = true;
    if (this.#snapshot.data === null && !this.#isRunning) void this.load();
  }

  close() {
    this.#isOpen = false;
    this.#retry.stop();
  }

  /**
   * Take an event that concerns the data.
   *
   * @param {string} name
   * @param {{ eventId: number }} payload
   */
  receive(name, payload) {
    const before = this.#snapshot.data;
    const isComplete = this.#snapshot.receive(name, payload);
    if (this.#snapshot.data !== before) this.#show();
    if (!isComplete || this.#error !== null) void this.load();
  }

  /** @param {Connected} connected */
  onConnected(connected) {
    if (this.#isRunning && !connected.recovered) this.#connected = connected;
    else if (!this.#isRunning && this.#snapshot.isStale(connected)) void this.load();
  }

  /** Fetch the data. Calls during a request cause one more request after it. */
  async load() {
    this.#again = this.#isRunning;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#retry.stop();
    do {
      this.#again = false;
      await this.#attempt();
    } while (this.#again && this.#isOpen);
    this.#isRunning = false;
    if (this.#error === null) this.#backoff.reset();
    else if (this.#isOpen) this.#retry.start(this.#backoff.next({ offline: false }), () => void this.load());
  }

  async #attempt() {
    this.#connected = null;
    this.#snapshot.begin();
    try {
      const { data, position } = await this.#fetch();
      this.#error = null;
      if (!this.#snapshot.finish(data, position) || this.#isTooOld(position)) this.#again = true;
    } catch (error) {
      this.#snapshot.fail();
      this.#error = error;
    }
    this.#show();
  }

  /** Whether a response lacks events that were committed before the connection. @param {string | null} position */
  #isTooOld(position) {
    if (this.#connected === null) return false;
    const [epoch, number] = (position ?? "").split(":");
    return epoch !== this.#connected.epoch || Number(number) < this.#connected.lastEventId;
  }

  #show() {
    if (this.#isOpen) this.#onChange(this.#snapshot.data, this.#error);
  }
}
