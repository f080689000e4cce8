/**
 * The events client: a connection to the events of the laboratory that reconnects by itself.
 *
 * It delivers each change once and in order, across losses of the network, the server or the page. When it cannot, it
 * calls `onResync`. The types are in events-client.d.ts, the guide is docs/events-client.md.
 */
import { io as vendoredIo } from "../vendor/socket.io-client/socket.io.esm.min.js";
import { Backoff } from "./events/backoff.js";
import { call, codeOf, EventsError } from "./events/errors.js";
import { Messages } from "./events/messages.js";
import { isOffline, watchPage } from "./events/page.js";
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
// A shorter connection does not reset the backoff: a client that is rejected at once reconnects ever more slowly.
const STABLE_MS = 5_000;

/** @implements {Client} */
class EventsClient {
  /** @type {Status} */ status = "reconnecting";
  /** @type {string | undefined} */ #reason;
  #since = Date.now();
  #ended = false;
  /** @type {number | null} */ #userId = null;
  // Counts attempts and connections, to discard the results of earlier ones.
  #generation = 0;
  #liveAt = 0;
  #force = false;
  #forced = false;
  #claimed = false;
  #probing = false;
  #options;
  #backoff;
  #position;
  #messages;
  #token;
  /** @type {SignOutReason | null} */ #announcedReason = null;
  /** @type {Record<string, unknown>} */ #credentials = {};
  #retry = new Timer();
  #handshakeTimeout = new Timer();
  #unwatch;

  /** @param {ClientOptions} options */
  constructor(options) {
    const { url = globalThis.location?.origin, io = vendoredIo, ioOptions = {}, key = "lab.events" } = options;
    this.#options = options;
    this.#backoff = new Backoff(
      Number(ioOptions.reconnectionDelay ?? 1000),
      Number(ioOptions.reconnectionDelayMax ?? 15_000),
    );
    this.#position = new Position(options.storage === undefined ? sessionStore() : options.storage, key);
    this.#token = new Token({
      getToken: options.getToken,
      replace: (token) => this.emit("auth:refresh", { token }),
      onSignedOut: () => this.#signOut("signed_out"),
      onRefused: () => {
        // Only the handshake reports why a token is refused.
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
      // Each attempt fetches a token first, which may take longer than the server waits for a handshake.
      autoConnect: false,
      reconnection: false,
      forceNew: true,
    });
    this.#messages = new Messages(this.socket, options.ackTimeout ?? ACK_MS);
    this.socket.onAny((/** @type {string} */ name, /** @type {unknown[]} */ ...args) => this.#onMessage(name, args));
    this.socket.on("connect_error", (/** @type {{ data?: Refusal }} */ error) => this.#onRefused(error.data ?? {}));
    this.socket.on("disconnect", (/** @type {string} */ reason) => this.#onDisconnect(reason));
    this.#unwatch = watchPage({ onWake: () => this.#wake(), onLost: () => this.#drop("network") });
    void this.#attempt();
  }

  /** The position in the log; null before the first connection. */
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

  /** End the connection permanently. */
  close() {
    this.#end("closed");
  }

  async #attempt() {
    const generation = ++this.#generation;
    this.#retry.stop();
    const force = this.#force;
    /** @type {string} */
    let token;
    try {
      token = await this.#token.acquire(force);
    } catch (error) {
      if (generation !== this.#generation) return;
      if (codeOf(error) === "signed_out") this.#signOut("signed_out");
      else this.#reconnectLater("token_unavailable");
      return;
    }
    if (generation !== this.#generation) return;
    this.#forced = force;
    const subject = subjectOf(token);
    if (this.#userId !== null && subject !== null && subject !== this.#userId) {
      // Another user has signed in elsewhere in this browser, but this page shows the data of the previous user.
      this.#signOut("user_changed");
      return;
    }
    const claim = this.#position.claim(subject ?? this.#userId);
    this.#claimed = claim !== null;
    // The same position after lost connections and reloads, instead of the `pid` and `offset` of socket.io.
    this.#credentials = { token, pid: undefined, offset: undefined, ...claim };
    this.#handshakeTimeout.start(CONNECT_MS, () => this.#drop("timeout"));
    this.socket.connect();
  }

  /** @param {Refusal} refusal */
  #onRefused({ code, retryAfterMs }) {
    this.#handshakeTimeout.stop();
    if (code === "token_expired" || code === "token_invalid" || code === "token_missing") {
      const forced = this.#forced;
      this.#force = true;
      if (!forced) void this.#attempt();
      else if (code === "token_expired") this.#reconnectLater(code);
      else this.#signOut("token_invalid");
      return;
    }
    // Without a code the transport failed. All other errors may be temporary.
    if (retryAfterMs !== undefined) this.#backoff.demand(retryAfterMs, { shared: true });
    this.#reconnectLater(code ?? "unreachable");
  }

  /** @param {string} reason */
  #onDisconnect(reason) {
    if (reason === "io client disconnect") return;
    if (this.#liveAt !== 0 && Date.now() - this.#liveAt > STABLE_MS) this.#backoff.reset();
    this.#reconnectLater(this.#backoff.isDemanded ? "draining" : reason);
  }

  /** Close a broken connection and reconnect. @param {string} reason */
  #drop(reason) {
    if (this.#ended) return;
    this.socket.disconnect();
    this.#reconnectLater(reason);
  }

  /** @param {string} reason */
  #reconnectLater(reason) {
    if (this.#ended) return;
    this.#generation += 1;
    this.#liveAt = 0;
    this.#handshakeTimeout.stop();
    this.#token.stopRenewal();
    this.#setStatus(isOffline() ? "offline" : "reconnecting", reason);
    this.#retry.start(this.#backoff.next({ offline: isOffline() }), () => void this.#attempt());
  }

  /** Check the connection now: the page is visible again, or the network is back. */
  #wake() {
    if (this.#ended) return;
    if (this.#retry.running && !this.#backoff.isDemanded) {
      this.#backoff.reset();
      void this.#attempt();
    } else if (this.socket.connected) {
      this.#token.onWake();
      void this.#probe();
    }
  }

  /** Test a connection, which may look open although it did not survive a sleep of the computer. */
  async #probe() {
    if (this.#probing) return;
    this.#probing = true;
    const generation = this.#generation;
    try {
      await this.socket.timeout(PROBE_MS).emitWithAck("ping");
    } catch {
      if (generation === this.#generation) this.#drop("silent");
    } finally {
      this.#probing = false;
    }
  }

  /** @param {string} name @param {any[]} args */
  #onMessage(name, args) {
    if (this.#ended) return;
    const [payload, offset] = args;
    if (Number.isSafeInteger(payload?.eventId)) {
      this.#onEvent(name, payload, offset);
      return;
    }
    if (name === "connected") this.#onConnected(payload);
    else if (name === "replay:complete") this.#onLive();
    else if (name === "auth:expiring") this.#token.onExpiring();
    else if (name === "server:draining") {
      this.#backoff.demand(payload.retryAfterMs);
      this.#setStatus("reconnecting", "draining");
    }
    if (!this.#ended) call(this.#options.onMessage, name, payload);
  }

  /** @param {string} name @param {any} payload @param {unknown} offset */
  #onEvent(name, payload, offset) {
    const isNew = this.#position.isNew(name, payload.eventId);
    if (name === "user:update" && payload.action === "deactivated") this.#announcedReason = "deactivated";
    if (isNew) call(this.#options.onEvent, name, payload);
    // Only after the delivery: a page that is closed in between gets the event again.
    this.#position.advance(name, payload.eventId, Number(offset ?? payload.eventId));
  }

  /** @param {Connected} connected */
  #onConnected(connected) {
    this.#handshakeTimeout.stop();
    if (this.#userId !== null && connected.userId !== this.#userId) {
      this.#signOut("user_changed");
      return;
    }
    // Reported here and not at `replay:complete`: a connection lost between the two would hide the missing events.
    const missed = !connected.recovered && (this.#claimed || this.#userId !== null);
    this.#userId = connected.userId;
    this.#announcedReason = null;
    this.#force = this.#forced = false;
    this.#backoff.clearDemand();
    this.#position.adopt(connected);
    this.#token.startRenewal();
    this.#messages.restore();
    if (missed) call(this.#options.onResync);
    if (!this.#claimed && !this.#ended) this.#onLive();
  }

  #onLive() {
    this.#liveAt = Date.now();
    this.#setStatus("live");
  }

  /** @param {SignOutReason} reason */
  #signOut(reason) {
    if (this.#ended) return;
    const why = reason === "user_changed" ? reason : (this.#announcedReason ?? reason);
    this.#position.forget();
    this.#end(why);
    call(this.#options.onSignedOut, why);
  }

  /** @param {string} reason */
  #end(reason) {
    if (this.#ended) return;
    this.#ended = true;
    this.#generation += 1;
    this.#retry.stop();
    this.#handshakeTimeout.stop();
    this.#token.stopRenewal();
    this.#unwatch();
    this.socket.disconnect();
    this.#setStatus("offline", reason);
  }

  /** @param {Status} status @param {string} [reason] */
  #setStatus(status, reason) {
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
