/**
 * The access token of a connection: had before it begins, and replaced in place before it ends.
 *
 * At most one renewal is under way, and one that outlives its connection has no effect.
 */
import { codeOf, EventsError } from "./errors.js";
import { Timer } from "./timer.js";

/** @typedef {{ accessToken: string, at: number, lifetime: number }} Grant */
/**
 * @typedef {object} Holder
 * @property {import("../events-client.d.ts").ClientOptions["getToken"]} getToken
 * @property {(accessToken: string) => Promise<unknown>} replace - tell the server; rejects with a code
 * @property {() => void} onSignedOut - there is no session any more
 * @property {() => void} onRefused - the server does not take a token that was just made
 */

const TOKEN_MS = 20_000;
const MARGIN_MS = 90_000;
const RETRY_MS = 3_000;

export class Token {
  /** @type {Grant | null} */ #grant = null;
  #renewal = new Timer();
  #holder;
  // Which connection this is: a renewal that was begun for an earlier one is dropped.
  #turn = 0;
  #renewing = false;

  /** @param {Holder} holder */
  constructor(holder) {
    this.#holder = holder;
  }

  /**
   * Return a token for the next connection. Rejects as the application's `getToken` does, or with `timeout`.
   *
   * @param {boolean} force - whether the one at hand was refused
   */
  async take(force) {
    const grant = await this.#get(force);
    this.#grant = grant;
    return grant.accessToken;
  }

  /** The connection stands: keep its token fresh. */
  keep() {
    if (this.#grant !== null) this.#plan(this.#dueAt(this.#grant) - Date.now());
  }

  /** The connection is gone; the next one begins with `take`. */
  rest() {
    this.#turn += 1;
    this.#renewing = false;
    this.#renewal.stop();
  }

  /** The server says that the token ends soon. */
  expiring() {
    // A token that never has a minute left is announced at once, each time anew; the timer is enough for it.
    if (this.#grant !== null && Date.now() >= this.#grant.at + this.#grant.lifetime / 2) void this.#renew(false);
  }

  /** Timers stand still while the computer sleeps: renew now what should have been renewed. */
  wake() {
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

  /** A third of its life before its end, at most a minute and a half. @param {Grant} grant */
  #dueAt({ at, lifetime }) {
    return at + lifetime - Math.min(MARGIN_MS, lifetime / 3);
  }

  /** @param {number} wait @param {boolean} [force] */
  #plan(wait, force = false) {
    this.#renewal.start(wait, () => void this.#renew(force));
  }

  /** @param {boolean} force */
  async #renew(force) {
    if (this.#renewing) return;
    this.#renewing = true;
    const turn = this.#turn;
    let made = force;
    try {
      let grant = await this.#get(force);
      // The application may have a newer one already; only where it has not, one is made.
      if (!made && (grant.accessToken === this.#grant?.accessToken || this.#dueAt(grant) <= Date.now())) {
        made = true;
        grant = await this.#get(true);
      }
      if (turn !== this.#turn) return;
      await this.#holder.replace(grant.accessToken);
      if (turn !== this.#turn) return;
      this.#grant = grant;
      this.#plan(this.#dueAt(grant) - Date.now());
    } catch (error) {
      if (turn !== this.#turn) return;
      const refused = codeOf(error) === "forbidden";
      if (codeOf(error) === "signed_out") this.#holder.onSignedOut();
      else if (refused && made) this.#holder.onRefused();
      else this.#plan(refused ? 0 : RETRY_MS, refused);
    } finally {
      if (turn === this.#turn) this.#renewing = false;
    }
  }
}

/**
 * Whose token it is, or null where it does not say.
 *
 * @param {string} token
 * @returns {number | null}
 */
export function subjectOf(token) {
  const subject = Number(claimsOf(token).sub);
  return Number.isSafeInteger(subject) ? subject : null;
}

/**
 * For how many seconds a token was made, or NaN where it does not say; the clock of this machine may be wrong.
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
