/**
 * The events client: one connection to the laboratory's events that stays up by itself.
 *
 * Each change is handed over once and in order, whatever happens to the network, the server or the page; where that
 * cannot be promised, `onResync` says so. The types stand in events-client.d.ts, the guide in docs/events-client.md.
 */
import { io as vendoredIo } from "../vendor/socket.io-client/socket.io.esm.min.js";
import { call, codeOf, EventsError } from "./events/errors.js";
import { Messages } from "./events/messages.js";
import { isOffline, watchPage } from "./events/page.js";
import { Pauses } from "./events/pauses.js";
import { Position, sessionStore } from "./events/position.js";
import { Timer } from "./events/timer.js";
import { subjectOf, Token } from "./events/token.js";

/** @typedef {import("./events-client.d.ts").ClientOptions} ClientOptions */
/** @typedef {import("./events-client.d.ts").EventsClient} Client */
/** @typedef {import("./events-client.d.ts").Status} Status */
/** @typedef {import("./events-client.d.ts").SignOutReason} SignOutReason */
/** @typedef {import("./events-client.d.ts").Connected} Connected */
/** @typedef {import("./events/messages.js").Refusal} Refusal */

const CONNECT_MS = 25_000;
const TRANSPORT_MS = 15_000;
const ACK_MS = 10_000;
const PROBE_MS = 5_000;
// A connection that ends sooner does not count as one: who is thrown out at once comes back ever more slowly.
const STABLE_MS = 5_000;

/** @implements {Client} */
class EventsClient {
  /** @type {Status} */ status = "reconnecting";
  /** @type {string | undefined} */ #reason;
  #since = Date.now();
  #ended = false;
  /** @type {number | null} */ #userId = null;
  // Counts attempts and connections: what was begun in an earlier one has no say in this one.
  #turn = 0;
  #liveAt = 0;
  #force = false;
  #forced = false;
  #claimed = false;
  #probing = false;
  #options;
  #pauses;
  #position;
  #messages;
  #token;
  /** @type {SignOutReason | null} */ #farewell = null;
  /** @type {Record<string, unknown>} */ #credentials = {};
  #retry = new Timer();
  #greeting = new Timer();
  #unwatch;

  /** @param {ClientOptions} options */
  constructor(options) {
    const { url = globalThis.location?.origin, io = vendoredIo, ioOptions = {}, key = "lab.events" } = options;
    this.#options = options;
    this.#pauses = new Pauses(
      Number(ioOptions.reconnectionDelay ?? 1000),
      Number(ioOptions.reconnectionDelayMax ?? 15_000),
    );
    this.#position = new Position(options.storage === undefined ? sessionStore() : options.storage, key);
    this.#token = new Token({
      getToken: options.getToken,
      replace: (token) => this.emit("auth:refresh", { token }),
      onSignedOut: () => this.#signOut("signed_out"),
      onRefused: () => {
        // The handshake tells the reasons apart, a message does not.
        this.#force = true;
        this.#drop("token_refused");
      },
    });
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
    this.#messages = new Messages(this.socket, options.ackTimeout ?? ACK_MS);
    this.socket.onAny((/** @type {string} */ name, /** @type {unknown[]} */ ...args) => this.#receive(name, args));
    this.socket.on("connect_error", (/** @type {{ data?: Refusal }} */ error) => this.#refused(error.data ?? {}));
    this.socket.on("disconnect", (/** @type {string} */ reason) => this.#disconnected(reason));
    this.#unwatch = watchPage({ onSeen: () => this.#wake(), onLost: () => this.#drop("network") });
    void this.#attempt();
  }

  /** The position in the order of the changes; null before the first connection. */
  get lastEventId() {
    return this.#position.at;
  }

  /**
   * Send a message and return its acknowledgement.
   *
   * @param {string} name
   * @param {unknown} [payload]
   * @returns {Promise<any>}
   */
  async emit(name, payload) {
    if (this.#ended) throw new EventsError("closed");
    return this.#messages.send(name, payload);
  }

  /** End the connection for good. */
  close() {
    this.#end("closed");
  }

  async #attempt() {
    const turn = ++this.#turn;
    this.#retry.stop();
    const force = this.#force;
    /** @type {string} */
    let token;
    try {
      token = await this.#token.take(force);
    } catch (error) {
      if (turn !== this.#turn) return;
      if (codeOf(error) === "signed_out") this.#signOut("signed_out");
      else this.#later("token_unavailable");
      return;
    }
    if (turn !== this.#turn) return;
    this.#forced = force;
    const subject = subjectOf(token);
    if (this.#userId !== null && subject !== null && subject !== this.#userId) {
      // Another account has signed in beside this page, which still shows the data of the one before.
      this.#signOut("user_changed");
      return;
    }
    const claim = this.#position.claim(subject ?? this.#userId);
    this.#claimed = claim !== null;
    // One position for drops and reloads alike: without `pid` and `offset`, which socket.io would add of itself.
    this.#credentials = { token, pid: undefined, offset: undefined, ...claim };
    this.#greeting.start(CONNECT_MS, () => this.#drop("timeout"));
    this.socket.connect();
  }

  /** @param {Refusal} refusal */
  #refused({ code, retryAfterMs }) {
    this.#greeting.stop();
    if (code === "token_expired" || code === "token_invalid" || code === "token_missing") {
      const forced = this.#forced;
      this.#force = true;
      if (!forced) void this.#attempt();
      else if (code === "token_expired") this.#later(code);
      else this.#signOut("token_invalid");
      return;
    }
    // Without a code the transport failed. Everything else may be better in a while.
    if (retryAfterMs !== undefined) this.#pauses.tell(retryAfterMs, { shared: true });
    this.#later(code ?? "unreachable");
  }

  /** @param {string} reason */
  #disconnected(reason) {
    if (reason === "io client disconnect") return;
    if (this.#liveAt !== 0 && Date.now() - this.#liveAt > STABLE_MS) this.#pauses.reset();
    this.#later(this.#pauses.told ? "draining" : reason);
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
    this.#greeting.stop();
    this.#token.rest();
    this.#say(isOffline() ? "offline" : "reconnecting", reason);
    this.#retry.start(this.#pauses.next({ offline: isOffline() }), () => void this.#attempt());
  }

  /** The page is seen again, or the network is back: whatever the timers think, look now. */
  #wake() {
    if (this.#ended) return;
    if (this.#retry.running && !this.#pauses.told) {
      this.#pauses.reset();
      void this.#attempt();
    } else if (this.socket.connected) {
      this.#token.wake();
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
    else if (name === "auth:expiring") this.#token.expiring();
    else if (name === "server:draining") {
      this.#pauses.tell(payload.retryAfterMs);
      this.#say("reconnecting", "draining");
    }
    if (!this.#ended) call(this.#options.onMessage, name, payload);
  }

  /** @param {string} name @param {any} payload @param {unknown} offset */
  #event(name, payload, offset) {
    const fresh = this.#position.isNew(name, payload.eventId);
    if (name === "user:update" && payload.action === "deactivated") this.#farewell = "deactivated";
    if (fresh) call(this.#options.onEvent, name, payload);
    // After it was handed over: a page that is killed in between gets it again, not never.
    this.#position.advance(name, payload.eventId, Number(offset ?? payload.eventId));
  }

  /** @param {Connected} greeting */
  #greeted(greeting) {
    this.#greeting.stop();
    if (this.#userId !== null && greeting.userId !== this.#userId) {
      this.#signOut("user_changed");
      return;
    }
    // Already here, and not only at `replay:complete`: a drop between the two would hide that something is missing.
    const missed = !greeting.recovered && (this.#claimed || this.#userId !== null);
    this.#userId = greeting.userId;
    this.#farewell = null;
    this.#force = this.#forced = false;
    this.#pauses.welcome();
    this.#position.adopt(greeting);
    this.#token.keep();
    this.#messages.restore();
    if (missed) call(this.#options.onResync);
    if (!this.#claimed && !this.#ended) this.#live();
  }

  #live() {
    this.#liveAt = Date.now();
    this.#say("live");
  }

  /** @param {SignOutReason} reason */
  #signOut(reason) {
    if (this.#ended) return;
    const why = reason === "user_changed" ? reason : (this.#farewell ?? reason);
    this.#position.forget();
    this.#end(why);
    call(this.#options.onSignedOut, why);
  }

  /** @param {string} reason */
  #end(reason) {
    if (this.#ended) return;
    this.#ended = true;
    this.#turn += 1;
    this.#retry.stop();
    this.#greeting.stop();
    this.#token.rest();
    this.#unwatch();
    this.socket.disconnect();
    this.#say("offline", reason);
  }

  /** @param {Status} status @param {string} [reason] */
  #say(status, reason) {
    if (status === this.status && reason === this.#reason) return;
    if (status !== this.status) this.#since = Date.now();
    this.status = status;
    this.#reason = reason;
    call(this.#options.onStatus, { status, since: this.#since, ...(reason === undefined ? {} : { reason }) });
  }
}

/** @type {typeof import("./events-client.d.ts").connect} */
export function connect(options) {
  return new EventsClient(options);
}
