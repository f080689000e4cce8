/**
 * Where a client is in the order of the changes, in memory and, as far as the browser lets it, over reloads.
 *
 * It moves by the offset that comes with each event, not by the event's number: the report of a change carries the
 * offset before it, so that a drop between the report and the change itself loses neither. What then comes again is
 * known by the highest number of each name, since numbers only grow.
 */

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Store */
/** @typedef {import("../events-client.d.ts").Connected} Connected */

export class Position {
  /** @type {number | null} */ #userId = null;
  /** @type {string | null} */ #epoch = null;
  /** @type {number | null} */ #at = null;
  /** @type {Map<string, number>} */ #seen = new Map();
  #store;
  #key;

  /** @param {Store | null} store @param {string} key */
  constructor(store, key) {
    this.#store = store;
    this.#key = key;
    try {
      const kept = JSON.parse(store?.getItem(key) ?? "null");
      if (Number.isSafeInteger(kept?.lastEventId) && typeof kept.epoch === "string") {
        [this.#userId, this.#epoch, this.#at] = [kept.userId, kept.epoch, kept.lastEventId];
        this.#seen = new Map(Object.entries(kept.seen ?? {}));
      }
    } catch {
      // Private mode, or not ours: as if nothing had been kept.
    }
  }

  get at() {
    return this.#at;
  }

  /**
   * What to tell the server, or null where nothing of this user is known.
   *
   * @param {number | null} userId
   */
  claim(userId) {
    return this.#at !== null && this.#userId === userId ? { lastEventId: this.#at, epoch: this.#epoch } : null;
  }

  /**
   * Begin where the server says, unless it goes on from where this client was.
   *
   * @param {Connected} greeting
   */
  adopt({ userId, epoch, lastEventId, recovered }) {
    if (recovered) return;
    [this.#userId, this.#epoch, this.#at] = [userId, epoch, lastEventId];
    this.#seen.clear();
    this.#save();
  }

  /**
   * Whether this pair has not been handed over yet.
   *
   * @param {string} name
   * @param {number} eventId
   */
  isNew(name, eventId) {
    return eventId > (this.#seen.get(name) ?? -1);
  }

  /**
   * @param {string} name
   * @param {number} eventId
   * @param {number} offset
   */
  advance(name, eventId, offset) {
    this.#seen.set(name, Math.max(eventId, this.#seen.get(name) ?? -1));
    this.#at = Math.max(offset, this.#at ?? 0);
    this.#save();
  }

  #save() {
    const kept = {
      userId: this.#userId,
      epoch: this.#epoch,
      lastEventId: this.#at,
      seen: Object.fromEntries(this.#seen),
    };
    try {
      this.#store?.setItem(this.#key, JSON.stringify(kept));
    } catch {
      // Without it a reload loads afresh; what arrives now is not touched by that.
    }
  }

  /** Leave nothing behind for whoever signs in next. */
  forget() {
    try {
      this.#store?.removeItem(this.#key);
    } catch {
      // Nothing was kept, then.
    }
    this.#store = null;
  }
}

/** @returns {Store | null} */
export function sessionStore() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}
