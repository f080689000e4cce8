/**
 * The events client: one connection to the laboratory's events that stays up by itself.
 *
 * Each change is handed over once and in order, whatever happens to the network, the server or the page; where that
 * cannot be promised, `onResync` says so. The types stand in events-client.d.ts, the guide in docs/events-client.md.
 *
 * @module
 */
import { io as vendoredIo } from "../vendor/socket.io-client/socket.io.esm.min.js";

/** @typedef {import("./events-client.d.ts").ClientOptions} ClientOptions */
/** @typedef {import("./events-client.d.ts").EventsClient} Client */
/** @typedef {import("./events-client.d.ts").Status} Status */
/** @typedef {import("./events-client.d.ts").SignOutReason} SignOutReason */
/** @typedef {import("./events-client.d.ts").ServerMessages["connected"]} Connected */
/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Store */
/** @typedef {{ accessToken: string, at: number, lifetime: number }} Grant */
/** @typedef {{ code?: string, message?: string, retryAfterMs?: number }} Refusal */
/** @typedef {"retry" | "greeting" | "renewal"} TimerName */

const CONNECT_MS = 25_000;
const TRANSPORT_MS = 15_000;
const TOKEN_MS = 20_000;
const ACK_MS = 10_000;
const PROBE_MS = 5_000;
const RENEWAL_MARGIN_MS = 90_000;
const RENEWAL_RETRY_MS = 3_000;
// A connection that ends sooner does not count as one: who is thrown out at once comes back ever more slowly.
const STABLE_MS = 5_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** An error with a code, as everything that `emit` rejects with. */
class EventsError extends Error {
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
 * Where this client is in the order of the changes, kept in memory and, as far as the browser lets it, over reloads.
 *
 * It moves by the offset that comes with each event, not by the event's number: the report of a change carries the
 * offset before it, so that a drop between the report and the change itself loses neither. What then comes again is
 * known by the highest number of each name, since numbers only grow.
 */
class Position {
  /** @param {Store | null} store @param {string} key */
  constructor(store, key) {
    this.store = store;
    this.key = key;
    /** @type {number | null} */ this.userId = null;
    /** @type {string | null} */ this.epoch = null;
    /** @type {number | null} */ this.at = null;
    /** @type {Map<string, number>} */ this.seen = new Map();
    try {
      const kept = JSON.parse(store?.getItem(key) ?? "null");
      if (Number.isSafeInteger(kept?.lastEventId) && typeof kept.epoch === "string") {
        [this.userId, this.epoch, this.at] = [kept.userId, kept.epoch, kept.lastEventId];
        this.seen = new Map(Object.entries(kept.seen ?? {}));
      }
    } catch {
      // Private mode, or not ours: as if nothing had been kept.
    }
  }

  /**
   * What to tell the server, or null where nothing of this user is known.
   * @param {number | null} userId
   */
  claim(userId) {
    return this.at !== null && this.userId === userId ? { lastEventId: this.at, epoch: this.epoch } : null;
  }

  /** @param {Connected} greeting */
  adopt({ userId, epoch, lastEventId, recovered }) {
    if (!recovered) {
      [this.userId, this.epoch, this.at] = [userId, epoch, lastEventId];
      this.seen.clear();
      this.save();
    }
  }

  /** Whether this pair has not been handed over yet. @param {string} name @param {number} eventId */
  isNew(name, eventId) {
    return eventId > (this.seen.get(name) ?? -1);
  }

  /** @param {string} name @param {number} eventId @param {number} offset */
  advance(name, eventId, offset) {
    this.seen.set(name, Math.max(eventId, this.seen.get(name) ?? -1));
    this.at = Math.max(offset, this.at ?? 0);
    this.save();
  }

  save() {
    const { userId, epoch, at: lastEventId } = this;
    const seen = Object.fromEntries(this.seen);
    try {
      this.store?.setItem(this.key, JSON.stringify({ userId, epoch, lastEventId, seen }));
    } catch {
      // Without it a reload loads afresh; what arrives now is not touched by that.
    }
  }

  forget() {
    try {
      this.store?.removeItem(this.key);
    } catch {
      // Nothing was kept, then.
    }
    this.store = null;
  }
}

/** @implements {Client} */
class EventsClient {
  /** @type {Status} */ status = "reconnecting";
  /** @type {string | undefined} */ #reason;
  #since = Date.now();
  #ended = false;
  /** @type {number | null} */ #userId = null;
  // Counts attempts and connections: what was begun in an earlier one has no say in this one.
  #turn = 0;
  #tries = 0;
  #liveAt = 0;
  #notBefore = 0;
  #force = false;
  #forced = false;
  #claimed = false;
  #renewing = false;
  #probing = false;
  /** @type {SignOutReason | null} */ #farewell = null;
  /** @type {Grant | null} */ #grant = null;
  /** @type {Record<string, unknown>} */ #credentials = {};
  /** @type {Map<string, unknown>} */ #subscriptions = new Map();
  /** @type {Record<TimerName, ReturnType<typeof setTimeout> | undefined>} */
  #timers = { retry: undefined, greeting: undefined, renewal: undefined };
  /** @type {Array<() => void>} */ #unlisten = [];

  /** @param {ClientOptions} options */
  constructor(options) {
    const { url = globalThis.location?.origin, io = vendoredIo, ioOptions = {}, key = "lab.events" } = options;
    this.options = options;
    this.delayMin = Number(ioOptions.reconnectionDelay ?? 1000);
    this.delayMax = Number(ioOptions.reconnectionDelayMax ?? 15_000);
    this.position = new Position(options.storage === undefined ? sessionStore() : options.storage, key);
    /** @type {Client["socket"]} */
    this.socket = io(`${url.replace(/\/+$/, "")}/events`, {
      timeout: TRANSPORT_MS,
      tryAllTransports: true,
      ...ioOptions,
      transports: options.transports ?? ["websocket", "polling"],
      auth: (/** @type {(credentials: object) => void} */ send) => send(this.#credentials),
      // Every attempt begins with a token, which may take longer than the server waits on an open transport.
      autoConnect: false,
      reconnection: false,
      forceNew: true,
    });
    this.socket.onAny((/** @type {string} */ name, /** @type {unknown[]} */ ...args) => this.#receive(name, args));
    this.socket.on("connect_error", (/** @type {{ data?: Refusal }} */ error) => this.#refused(error.data ?? {}));
    this.socket.on("disconnect", (/** @type {string} */ reason) => this.#disconnected(reason));
    this.#listen("document", "visibilitychange", () => {
      if (globalThis.document.visibilityState === "visible") this.#wake();
    });
    this.#listen("window", "pageshow", () => this.#wake());
    this.#listen("window", "online", () => this.#wake());
    this.#listen("window", "offline", () => this.#drop("network"));
    void this.#attempt();
  }

  /** The position in the order of the changes; null before the first connection. */
  get lastEventId() {
    return this.position.at;
  }

  /**
   * Send a message and return its acknowledgement.
   * @param {string} name
   * @param {unknown} [payload]
   * @returns {Promise<any>}
   */
  async emit(name, payload) {
    if (this.#ended) throw new EventsError("closed");
    const args = payload === undefined ? [] : [payload];
    /** @type {{ ok: boolean, error?: Refusal } | undefined} */
    let answer;
    try {
      answer = await this.socket.timeout(this.options.ackTimeout ?? ACK_MS).emitWithAck(name, ...args);
    } catch (error) {
      throw new EventsError(this.socket.connected ? "timeout" : "disconnected", String(error));
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

  /** End the connection for good. */
  close() {
    this.#end("closed");
  }

  // --- the way to a connection ---------------------------------------------------------------

  async #attempt() {
    const turn = ++this.#turn;
    this.#clear("retry");
    const force = this.#force;
    try {
      const grant = await this.#token(force);
      if (turn !== this.#turn) return;
      this.#grant = grant;
    } catch (error) {
      if (turn !== this.#turn) return;
      if (codeOf(error) === "signed_out") this.#signOut("signed_out");
      else this.#later("token_unavailable");
      return;
    }
    this.#forced = force;
    const subject = subjectOf(this.#grant.accessToken);
    if (this.#userId !== null && subject !== null && subject !== this.#userId) {
      // Another account has signed in beside this page, which still shows the data of the one before.
      this.#signOut("user_changed");
      return;
    }
    const claim = this.position.claim(subject ?? this.#userId);
    this.#claimed = claim !== null;
    // One position for drops and reloads alike: without `pid` and `offset`, which socket.io would add of itself.
    this.#credentials = { token: this.#grant.accessToken, pid: undefined, offset: undefined, ...claim };
    this.#timer("greeting", CONNECT_MS, () => this.#drop("timeout"));
    this.socket.connect();
  }

  /** @param {boolean} force @returns {Promise<Grant>} */
  async #token(force) {
    const at = Date.now();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = /** @type {Promise<never>} */ (
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new EventsError("timeout")), TOKEN_MS);
      })
    );
    try {
      const { accessToken, expiresIn } = await Promise.race([this.options.getToken({ force }), late]);
      return { accessToken, at, lifetime: Math.max(1, expiresIn || 60) * 1000 };
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Refusal} refusal */
  #refused({ code, retryAfterMs }) {
    this.#clear("greeting");
    if (code === "token_expired" || code === "token_invalid" || code === "token_missing") {
      const forced = this.#forced;
      this.#force = true;
      if (!forced) void this.#attempt();
      else if (code === "token_expired") this.#later(code);
      else this.#signOut("token_invalid");
      return;
    }
    // Without a code the transport failed. Everything else may be better in a while.
    if (retryAfterMs !== undefined) this.#notBefore = Date.now() + retryAfterMs + this.#jitter();
    this.#later(code ?? "unreachable");
  }

  /** @param {string} reason */
  #disconnected(reason) {
    if (reason === "io client disconnect") return;
    if (this.#liveAt !== 0 && Date.now() - this.#liveAt > STABLE_MS) this.#tries = 0;
    this.#later(this.#notBefore > Date.now() ? "draining" : reason);
  }

  /** Leave a connection that is of no use, and come back. @param {string} reason */
  #drop(reason) {
    if (this.#ended) return;
    this.socket.disconnect();
    this.#later(reason);
  }

  /** @param {string} reason */
  #later(reason) {
    if (this.#ended) return;
    this.#turn += 1;
    this.#liveAt = 0;
    this.#clear("greeting", "renewal");
    const offline = globalThis.navigator?.onLine === false;
    this.#say(offline ? "offline" : "reconnecting", reason);
    const told = this.#notBefore - Date.now();
    // `offline` may be wrong (a server on this machine), so it slows the attempts down and does not end them.
    const wait = told > 0 ? told : offline ? this.delayMax : this.#jitter();
    this.#tries += 1;
    this.#timer("retry", wait, () => void this.#attempt());
  }

  #jitter() {
    return Math.min(this.delayMax, this.delayMin * 2 ** Math.min(this.#tries, 16)) * (0.5 + Math.random() / 2);
  }

  /** The page is seen again, or the network is back: whatever the timers think, look now. */
  #wake() {
    if (this.#ended) return;
    if (this.#timers.retry !== undefined && Date.now() >= this.#notBefore) {
      this.#tries = 0;
      void this.#attempt();
    } else if (this.socket.connected) {
      if (this.#grant !== null && Date.now() >= dueAt(this.#grant)) void this.#renew();
      void this.#probe();
    }
  }

  /** A connection that did not survive the computer's sleep looks open until something is asked of it. */
  async #probe() {
    if (this.#probing) return;
    this.#probing = true;
    const turn = this.#turn;
    try {
      await this.socket.timeout(PROBE_MS).emitWithAck("ping");
    } catch {
      if (turn === this.#turn) this.#drop("silent");
    } finally {
      this.#probing = false;
    }
  }

  // --- what arrives --------------------------------------------------------------------------

  /** @param {string} name @param {any[]} args */
  #receive(name, args) {
    if (this.#ended) return;
    const [payload, offset] = args;
    if (Number.isSafeInteger(payload?.eventId)) {
      this.#event(name, payload, offset);
      return;
    }
    if (name === "connected") this.#greeted(payload);
    else if (name === "replay:complete") this.#live();
    else if (name === "auth:expiring" && this.#grant !== null) {
      // A token that never has a minute left is announced at once, each time anew; the timer is enough for it.
      if (Date.now() >= this.#grant.at + this.#grant.lifetime / 2) void this.#renew();
    } else if (name === "server:draining") {
      this.#notBefore = Date.now() + payload.retryAfterMs;
      this.#say("reconnecting", "draining");
    }
    if (!this.#ended) call(this.options.onMessage, name, payload);
  }

  /** @param {string} name @param {any} payload @param {unknown} offset */
  #event(name, payload, offset) {
    const fresh = this.position.isNew(name, payload.eventId);
    if (name === "user:update" && payload.action === "deactivated") this.#farewell = "deactivated";
    if (fresh) call(this.options.onEvent, name, payload);
    // After it was handed over: a page that is killed in between gets it again, not never.
    this.position.advance(name, payload.eventId, Number(offset ?? payload.eventId));
  }

  /** @param {Connected} greeting */
  #greeted(greeting) {
    this.#clear("greeting");
    if (this.#userId !== null && greeting.userId !== this.#userId) {
      this.#signOut("user_changed");
      return;
    }
    // Already here, and not only at `replay:complete`: a drop between the two would hide that something is missing.
    const missed = !greeting.recovered && (this.#claimed || this.#userId !== null);
    this.#userId = greeting.userId;
    this.#farewell = null;
    this.#force = this.#forced = false;
    this.#notBefore = 0;
    this.position.adopt(greeting);
    if (this.#grant !== null) this.#planRenewal(dueAt(this.#grant) - Date.now());
    for (const subscription of this.#subscriptions.values()) this.socket.emit("subscribe", subscription);
    if (missed) call(this.options.onResync);
    if (!this.#claimed) this.#live();
  }

  #live() {
    if (this.#ended) return;
    this.#liveAt = Date.now();
    this.#say("live");
  }

  // --- the token -----------------------------------------------------------------------------

  /** @param {number} wait */
  #planRenewal(wait) {
    this.#timer("renewal", Math.max(0, wait), () => void this.#renew());
  }

  /** Replace the token of this connection in place. */
  async #renew(force = false) {
    if (this.#renewing || this.#ended) return;
    this.#renewing = true;
    const turn = this.#turn;
    let forced = force;
    try {
      let grant = await this.#token(force);
      // The application may have a newer one already; only where it has not, one is made.
      if (!forced && (grant.accessToken === this.#grant?.accessToken || dueAt(grant) <= Date.now())) {
        forced = true;
        grant = await this.#token(true);
      }
      if (turn !== this.#turn) return;
      await this.emit("auth:refresh", { token: grant.accessToken });
      if (turn !== this.#turn) return;
      this.#grant = grant;
      this.#planRenewal(dueAt(grant) - Date.now());
    } catch (error) {
      if (turn !== this.#turn || this.#ended) return;
      const code = codeOf(error);
      if (code === "signed_out") this.#signOut("signed_out");
      else if (code === "forbidden" && forced) {
        // The handshake tells the reasons apart, a message does not.
        this.#force = true;
        this.#drop("token_refused");
      } else {
        const stale = code === "forbidden";
        this.#timer("renewal", stale ? 0 : RENEWAL_RETRY_MS, () => void this.#renew(stale));
      }
    } finally {
      this.#renewing = false;
    }
  }

  // --- the end -------------------------------------------------------------------------------

  /** @param {SignOutReason} reason */
  #signOut(reason) {
    if (this.#ended) return;
    const why = reason === "user_changed" ? reason : (this.#farewell ?? reason);
    this.position.forget();
    this.#end(why);
    call(this.options.onSignedOut, why);
  }

  /** @param {string} reason */
  #end(reason) {
    if (this.#ended) return;
    this.#ended = true;
    this.#turn += 1;
    this.#clear("retry", "greeting", "renewal");
    for (const undo of this.#unlisten.splice(0)) undo();
    this.socket.disconnect();
    this.#say("offline", reason);
  }

  /** @param {Status} status @param {string} [reason] */
  #say(status, reason) {
    if (status === this.status && reason === this.#reason) return;
    if (status !== this.status) this.#since = Date.now();
    this.status = status;
    this.#reason = reason;
    call(this.options.onStatus, { status, since: this.#since, ...(reason === undefined ? {} : { reason }) });
  }

  /** @param {TimerName} name @param {number} wait @param {() => void} action */
  #timer(name, wait, action) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(() => {
      this.#timers[name] = undefined;
      action();
    }, Math.min(wait, LONGEST_TIMER_MS));
  }

  /** @param {Array<TimerName>} names */
  #clear(...names) {
    for (const name of names) {
      clearTimeout(this.#timers[name]);
      this.#timers[name] = undefined;
    }
  }

  /** @param {"window" | "document"} where @param {string} event @param {() => void} action */
  #listen(where, event, action) {
    /** @type {EventTarget | undefined} */
    const target = globalThis[where];
    if (target?.addEventListener === undefined) return;
    target.addEventListener(event, action);
    this.#unlisten.push(() => target.removeEventListener(event, action));
  }
}

/** When to replace a token: a third of its life before its end, at most a minute and a half. @param {Grant} grant */
function dueAt({ at, lifetime }) {
  return at + lifetime - Math.min(RENEWAL_MARGIN_MS, lifetime / 3);
}

/** Whose token it is, or null where it does not say. @param {string} token @returns {number | null} */
function subjectOf(token) {
  try {
    const claims = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const subject = Number(JSON.parse(atob(claims)).sub);
    return Number.isSafeInteger(subject) ? subject : null;
  } catch {
    return null;
  }
}

/** @param {unknown} error @returns {unknown} */
function codeOf(error) {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/** @returns {Store | null} */
function sessionStore() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}

/**
 * Call back; what the application throws reaches its error handling and does not stop the connection.
 * @param {((...args: any[]) => void) | undefined} callback
 * @param {...unknown} args
 */
function call(callback, ...args) {
  try {
    callback?.(...args);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** @type {typeof import("./events-client.d.ts").connect} */
export function connect(options) {
  return new EventsClient(options);
}
