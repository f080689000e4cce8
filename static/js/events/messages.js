/** What a client asks of the server: each message with its answer, and subscriptions that outlive a connection. */
import { EventsError } from "./errors.js";

/** @typedef {import("../events-client.d.ts").EventsSocket} EventsSocket */
/** @typedef {{ code?: string, message?: string, retryAfterMs?: number }} Refusal */
/** @typedef {{ ok: boolean, error?: Refusal }} Answer */

export class Messages {
  /** @type {Map<string, unknown>} */ #subscriptions = new Map();
  #socket;
  #patience;

  /**
   * @param {EventsSocket} socket
   * @param {number} patience - how long to wait for an answer, in milliseconds
   */
  constructor(socket, patience) {
    this.#socket = socket;
    this.#patience = patience;
  }

  /**
   * Send a message and return its acknowledgement; without a connection it waits for one. Rejects with an EventsError.
   *
   * @param {string} name
   * @param {unknown} payload
   * @returns {Promise<any>}
   */
  async send(name, payload) {
    const args = payload === undefined ? [] : [payload];
    /** @type {Answer | undefined} */
    let answer;
    try {
      answer = await this.#socket.timeout(this.#patience).emitWithAck(name, ...args);
    } catch (error) {
      throw new EventsError(this.#socket.connected ? "timeout" : "disconnected", String(error));
    }
    if (!answer?.ok) {
      const { code = "internal", message, retryAfterMs } = answer?.error ?? {};
      throw new EventsError(code, message, retryAfterMs);
    }
    // Rooms end with the connection; whoever asked to be in one does not know of connections.
    if (name === "subscribe") this.#subscriptions.set(JSON.stringify(payload), payload);
    if (name === "unsubscribe") this.#subscriptions.delete(JSON.stringify(payload));
    return answer;
  }

  /** Ask again for what was subscribed to, on a new connection. */
  restore() {
    for (const subscription of this.#subscriptions.values()) this.#socket.emit("subscribe", subscription);
  }
}
