/** Data of REST with their position in the log, kept current by exactly the events after it. */

/** @typedef {{ eventId: number }} Payload */
/** @typedef {import("../events-client.d.ts").Connected} Connected */

// More events than this during one request: fetching again is cheaper.
const MAX_KEPT = 1000;

/** @template T */
export class Snapshot {
  /** @type {T | null} */ data = null;
  #apply;
  /** @type {string | null} */ #epoch = null;
  #covered = 0;
  #isIncomplete = false;
  /** @type {[string, any][] | null} */ #kept = null;

  /**
   * @param {(data: T, name: string, payload: any) => T | null} apply - returns null if the event lacks the record
   */
  constructor(apply) {
    this.#apply = apply;
  }

  /** Keep the events from now on, since the response to a request may not include them. */
  begin() {
    this.#kept = [];
  }

  /**
   * Take a response. Returns whether the data are complete; else fetch them again.
   *
   * @param {T} data
   * @param {string | null} position - the header `Event-Position`
   */
  finish(data, position) {
    const kept = this.#kept ?? [];
    this.#kept = null;
    this.data = data;
    this.#isIncomplete = false;
    const [epoch, number] = (position ?? "").split(":");
    this.#epoch = epoch || null;
    this.#covered = Number(number ?? 0);
    // Without a position it is unknown which of them the data include.
    if (kept.length > MAX_KEPT || (this.#epoch === null && kept.length > 0)) return false;
    return kept.every(([name, payload]) => this.#put(name, payload));
  }

  /** The request failed: the data stay as they are. */
  fail() {
    this.#kept = null;
  }

  /**
   * Take an event. Returns whether the data are complete with it; else fetch them again.
   *
   * @param {string} name
   * @param {Payload} payload
   */
  receive(name, payload) {
    if (this.#kept && this.#kept.length <= MAX_KEPT) this.#kept.push([name, payload]);
    if (this.data === null) return true;
    return this.#put(name, payload) || this.#kept !== null;
  }

  /**
   * Whether to fetch the data after a connection: not if they include all that was not sent over it.
   *
   * @param {Connected} connected
   */
  isStale({ epoch, lastEventId, recovered }) {
    if (this.data === null || this.#isIncomplete || this.#epoch !== epoch) return true;
    return !recovered && this.#covered < lastEventId;
  }

  /** @param {string} name @param {Payload} payload */
  #put(name, payload) {
    if (this.data === null || payload.eventId <= this.#covered) return true;
    const next = this.#apply(this.data, name, payload);
    if (next === null) {
      this.#isIncomplete = true;
      return false;
    }
    this.data = next;
    this.#covered = payload.eventId;
    return true;
  }
}
