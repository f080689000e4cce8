/**
 * The access token of a connection: fetched before the connection, and renewed on it before the token expires.
 *
 * At most one renewal runs at a time. A renewal that outlives its connection has no effect.
 */
import { codeOf, EventsError } from "./errors.js";
import { Timer } from "./timer.js";

/** @typedef {{ accessToken: string, at: number, lifetime: number }} Grant */
/**
 * @typedef {object} Holder
 * @property {import("../events-client.d.ts").ClientOptions["getToken"]} getToken
 * @property {(accessToken: string) => Promise<unknown>} replace - sends the token to the server; rejects with a code
 * @property {() => void} onSignedOut - the session has ended
 * @property {() => void} onRefused - the server refused a new token
 */

const TOKEN_MS = 20_000;
const MARGIN_MS = 90_000;
const RETRY_MS = 3_000;

export class Token {
  /** @type {Grant | null} */ #grant = null;
  #renewal = new Timer();
  #holder;
  // Counts connections, to discard a renewal that belongs to an earlier one.
  #generation = 0;
  #renewing = false;

  /** @param {Holder} holder */
  constructor(holder) {
    this.#holder = holder;
  }

  /**
   * Return a token for the next connection. Rejects as the application's `getToken` does, or with `timeout`.
   *
   * @param {boolean} force - whether the server refused the current token
   */
  async acquire(force) {
    const grant = await this.#get(force);
    this.#grant = grant;
    return grant.accessToken;
  }

  /** Renew the token in time, from the start of a connection on. */
  startRenewal() {
    if (this.#grant !== null) this.#schedule(this.#dueAt(this.#grant) - Date.now());
  }

  /** Stop renewing, at the end of a connection. */
  stopRenewal() {
    this.#generation += 1;
    this.#renewing = false;
    this.#renewal.stop();
  }

  /** The server announced that the token expires soon. */
  onExpiring() {
    // The server announces a very short-lived token at once, each time; the timer is enough for it.
    if (this.#grant !== null && Date.now() >= this.#grant.at + this.#grant.lifetime / 2) void this.#renew(false);
  }

  /** Renew a token that is due: timers do not run while the computer sleeps. */
  onWake() {
    if (this.#grant !== null && Date.now() >= this.#dueAt(this.#grant)) void this.#renew(false);
  }

  /** @param {boolean} force @returns {Promise<Grant>} */
  async #get(force) {
    const at = Date.now();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {Promise<never>} */
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new EventsError("timeout")), TOKEN_MS);
    });
    try {
      const { accessToken, expiresIn } = await Promise.race([this.#holder.getToken({ force }), late]);
      return { accessToken, at, lifetime: Math.max(1, expiresIn || 60) * 1000 };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Return when to renew: after two thirds of the lifetime, or 90 seconds before its end. @param {Grant} grant */
  #dueAt({ at, lifetime }) {
    return at + lifetime - Math.min(MARGIN_MS, lifetime / 3);
  }

  /** @param {number} wait @param {boolean} [force] */
  #schedule(wait, force = false) {
    this.#renewal.start(wait, () => void this.#renew(force));
  }

  /** @param {boolean} force */
  async #renew(force) {
    if (this.#renewing) return;
    this.#renewing = true;
    const generation = this.#generation;
    let isNew = force;
    try {
      let grant = await this.#get(force);
      // Forces a new token only if the application does not have a newer one already.
      if (!isNew && (grant.accessToken === this.#grant?.accessToken || this.#dueAt(grant) <= Date.now())) {
        isNew = true;
        grant = await this.#get(true);
      }
      if (generation !== this.#generation) return;
      await this.#holder.replace(grant.accessToken);
      if (generation !== this.#generation) return;
      this.#grant = grant;
      this.#schedule(this.#dueAt(grant) - Date.now());
    } catch (error) {
      if (generation !== this.#generation) return;
      const refused = codeOf(error) === "forbidden";
      if (codeOf(error) === "signed_out") this.#holder.onSignedOut();
      else if (refused && isNew) this.#holder.onRefused();
      else this.#schedule(refused ? 0 : RETRY_MS, refused);
    } finally {
      if (generation === this.#generation) this.#renewing = false;
    }
  }
}

/**
 * Return the user id of a token, or null.
 *
 * @param {string} token
 * @returns {number | null}
 */
export function subjectOf(token) {
  const subject = Number(claimsOf(token).sub);
  return Number.isSafeInteger(subject) ? subject : null;
}

/**
 * Return the lifetime of a token in seconds, or NaN. Independent of the clock of this machine, which may be wrong.
 *
 * @param {string} token
 */
export function lifetimeOf(token) {
  const { exp, iat } = claimsOf(token);
  return Number(exp) - Number(iat);
}

/**
 * @param {string} token
 * @returns {Record<string, unknown>}
 */
function claimsOf(token) {
  try {
    return JSON.parse(atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"))) ?? {};
  } catch {
    return {};
  }
}
