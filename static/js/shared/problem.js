/** How REST refuses a request: `application/problem+json` (RFC 9457). */

/**
 * `challenge`, `methods` and `email` are for the next step of a sign-in.
 * @typedef {object} ProblemBody
 * @property {string} [code]
 * @property {string} [detail]
 * @property {Record<string, string[]>} [errors]
 * @property {string} [challenge]
 * @property {string[]} [methods]
 * @property {string} [email]
 */

/** A refused or failed request. `status` is 0 if there was no response. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {ProblemBody} body
   * @param {string} [fallback] - the message if the body has none
   */
  constructor(status, body, fallback = "") {
    super(body.detail ?? fallback);
    this.status = status;
    this.code = body.code ?? "internal";
    /** Messages by field. @type {Record<string, string[]>} */
    this.errors = body.errors ?? {};
    this.challenge = body.challenge ?? "";
    this.methods = body.methods ?? [];
    this.email = body.email ?? "";
  }

  /** The message followed by those of the fields, each once, for places that have no fields. */
  get summary() {
    return [...new Set([this.message, ...Object.values(this.errors).flat()])].join(" ");
  }
}

/**
 * Return `error` if it is a Problem; rethrow it otherwise, since it is a bug.
 *
 * @param {unknown} error
 * @returns {Problem}
 */
export function expectProblem(error) {
  if (error instanceof Problem) return error;
  throw error;
}
