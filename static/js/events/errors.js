/** Errors of the events client. */

/** An error with a code. `emit` rejects with no other errors. */
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
 * Return the code of an error, or undefined.
 *
 * @param {unknown} error
 * @returns {unknown}
 */
export function codeOf(error) {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/**
 * Call a callback of the application. An exception is rethrown later, so it does not interrupt the client.
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
