/** Messages to the server with acknowledgements, and subscriptions that outlive a connection. */
import { EventsError } from "./errors.js";

/** @typedef {import("../events-client.d.ts").EventsSocket} EventsSocket */
/** @typedef {{ code?: string, message?: string, retryAfterMs?: number }} Refusal */
/** @typedef {{ ok: boolean, error?: Refusal }} Answer */

export class Messages {
  /** @type {Map<string, unknown>} */ #subscriptions = new Map();
  #socket;
  #timeoutMs;

  /**
   * @param {EventsSocket} socket
   * @param {number} timeoutMs - how long to wait for an acknowledgement
   */
  constructor(socket, timeoutMs) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Send a message and return its acknowledgement. It waits for a connection if there is none.
   * Rejects with an EventsError.
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
      answer = await this.#socket.timeout(this.#timeoutMs).emitWithAck(name, ...args);
    } catch (error) {
      throw new EventsError(this.#socket.connected ? "timeout" : "disconnected", String(error));
    }
    if (!answer?.ok) {
      const { code = "internal", message, retryAfterMs } = answer?.error ?? {};
      throw new EventsError(code, message, retryAfterMs);
    }
    // A subscription ends with its connection, so the client repeats it on the next one.
    if (name === "subscribe") this.#subscriptions.set(JSON.stringify(payload), payload);
    if (name === "unsubscribe") this.#subscriptions.delete(JSON.stringify(payload));
    return answer;
  }

  /** Repeat the subscriptions on a new connection. */
  restore() {
    for (const subscription of this.#subscriptions.values()) this.#socket.emit("subscribe", subscription);
  }
}
