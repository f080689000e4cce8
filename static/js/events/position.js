/**
 * The position of a client in the log, in memory and, if the browser allows it, across reloads.
 *
 * It advances by the offset of each event, not by the id. The report of a change carries the offset before the change,
 * so a connection lost between the two loses neither. Repeated events are recognized by the highest id of each event
 * name, since ids only grow.
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
      const saved = JSON.parse(store?.getItem(key) ?? "null");
      if (Number.isSafeInteger(saved?.lastEventId) && typeof saved.epoch === "string") {
        [this.#userId, this.#epoch, this.#at] = [saved.userId, saved.epoch, saved.lastEventId];
        this.#seen = new Map(Object.entries(saved.seen ?? {}));
      }
    } catch {
      // Storage is not available, or has foreign content: start without a position.
    }
  }

  get at() {
    return this.#at;
  }

  /**
   * Return the position to send to the server, or null if none is known for this user.
   *
   * @param {number | null} userId
   */
  claim(userId) {
    return this.#at !== null && this.#userId === userId ? { lastEventId: this.#at, epoch: this.#epoch } : null;
  }

  /**
   * Start at the position of the server, unless it resumed from the position of this client.
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
   * Whether this event has not been delivered yet.
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
    const saved = {
      userId: this.#userId,
      epoch: this.#epoch,
      lastEventId: this.#at,
      seen: Object.fromEntries(this.#seen),
    };
    try {
      this.#store?.setItem(this.#key, JSON.stringify(saved));
    } catch {
      // Only a reload needs the saved position.
    }
  }

  /** Delete the saved position, which belongs to the user who signs out. */
  forget() {
    try {
      this.#store?.removeItem(this.#key);
    } catch {
      // Then nothing was saved either.
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
