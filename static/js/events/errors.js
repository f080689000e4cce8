/** How the events client fails towards the application: with a code, and never in silence. */

/** An error with a code, as everything that `emit` rejects with. */
export class EventsError extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   * @param {number} [retryAfterMs]
   */
  constructor(code, message = code, retryAfterMs = undefined) {
    super(message);
    this.name = "EventsError";
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * @param {unknown} error
 * @returns {unknown}
 */
export function codeOf(error) {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/**
 * Call back; what the application throws reaches its error handling and does not stop the connection.
 *
 * @param {((...args: any[]) => void) | undefined} callback
 * @param {...unknown} args
 */
export function call(callback, ...args) {
  try {
    callback?.(...args);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
