/** What went wrong with a message: what `emit` rejects with. `code` is the server's, or `timeout`, `disconnected`, `closed`. */
export interface EventsError extends Error {
  code: string;
  retryAfterMs?: number | undefined;
}

/**
 * `live`: what happens arrives as it happens. `reconnecting`: it will arrive, later. `offline`: the browser has no
 * network, or this client has ended.
 */
export type Status = "live" | "reconnecting" | "offline";

/** Why the session ended. */
export type SignOutReason = "signed_out" | "token_invalid" | "deactivated" | "user_changed";

/** One change, by its name and with its payload; `name` tells which payload it is. */
export type DomainEvent = { [N in keyof DomainEvents]: [name: N, payload: DomainEvents[N]] }[keyof DomainEvents];

/** Any other event of the server. */
export type ServerMessage = { [N in keyof ServerMessages]: [name: N, payload: ServerMessages[N]] }[keyof ServerMessages];

/** The server's answer to a message that it carried out. */
export interface Acknowledgement {
  ok: true;
  [field: string]: unknown;
}

/** What of socket.io-client's Socket this client stands on. */
export interface EventsSocket {
  readonly id?: string | undefined;
  readonly connected: boolean;
  connect(): unknown;
  disconnect(): unknown;
  on(event: string, listener: (...args: any[]) => void): unknown;
  off(event: string, listener?: (...args: any[]) => void): unknown;
  onAny(listener: (event: string, ...args: any[]) => void): unknown;
  emit(event: string, ...args: any[]): unknown;
  timeout(ms: number): { emitWithAck(event: string, ...args: any[]): Promise<any> };
}

export interface ClientOptions {
  /** The laboratory's origin; default: the page's. */
  url?: string | undefined;
  /**
   * Return an access token and for how many seconds it is valid; with `force`, one that was just made. Rejects with
   * `{ code: "signed_out" }` if the session has ended, with anything else where it may work later.
   */
  getToken: (wanted: { force: boolean }) => Promise<{ accessToken: string; expiresIn: number }>;
  /** A change: each once and in order. */
  onEvent?: ((...event: DomainEvent) => void) | undefined;
  /** `since` is in milliseconds, as of `Date.now()`. */
  onStatus?: ((state: { status: Status; since: number; reason?: string }) => void) | undefined;
  /** Changes are missing: load everything anew through REST. */
  onResync?: (() => void) | undefined;
  /** The session has ended, and this client with it. */
  onSignedOut?: ((reason: SignOutReason) => void) | undefined;
  /** Everything that is no change: `connected`, `exception`, `result:chunk`, ... */
  onMessage?: ((...message: ServerMessage) => void) | undefined;
  /** Where the position is kept over a reload; default: `sessionStorage`, one of each tab. null: nowhere. */
  storage?: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null | undefined;
  /** Its key there; default `lab.events`. Two clients on one page need two. */
  key?: string | undefined;
  /** Default `["websocket", "polling"]`. */
  transports?: string[] | undefined;
  /** More options of `io()`; `reconnectionDelay` and `reconnectionDelayMax` bound the pauses. */
  ioOptions?: Record<string, unknown> | undefined;
  /** How long to wait for an acknowledgement, in milliseconds; default 10000. */
  ackTimeout?: number | undefined;
  /** Another socket.io-client than the vendored one. */
  io?: ((uri: string, options: Record<string, any>) => EventsSocket) | undefined;
}

/** A connection that stays up by itself, until `close` or the end of the session. */
export interface EventsClient {
  readonly status: Status;
  /** The position in the order of the changes; null before the first connection. */
  readonly lastEventId: number | null;
  readonly socket: EventsSocket;
  /** Send a message; without a connection it waits for one, `ackTimeout` at most. Rejects with an EventsError. */
  emit<N extends keyof ClientMessages>(
    name: N,
    ...payload: undefined extends ClientMessages[N] ? [payload?: ClientMessages[N]] : [payload: ClientMessages[N]]
  ): Promise<Acknowledgement>;
  /** End the connection for good. */
  close(): void;
}

/** Connect, and stay connected. */
export declare function connect(options: ClientOptions): EventsClient;
