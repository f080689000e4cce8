import type { ClientOptions, DomainEvent, EventsClient, Status } from "./events-client.d.ts";

/** The newest change, for showing it. Who must not miss one passes `onEvent`. */
export type LastEvent = { [N in DomainEvent[0]]: { name: N; payload: Extract<DomainEvent, [N, any]>[1] } }[DomainEvent[0]];

export interface EventSocket {
  /** Whether what happens arrives as it happens: `status` is `live`. */
  connected: boolean;
  status: Status;
  lastEvent: LastEvent | null;
  /** The same function for as long as the component lives. */
  emit: EventsClient["emit"];
}

/** What the hook needs of React, or of Preact's hooks. */
export interface Hooks {
  useCallback: any;
  useEffect: any;
  useRef: any;
  useState: any;
}

/** As for `connect`; without `storage` no position is kept over a reload, since a page begins anew then. */
export type HookOptions = Omit<ClientOptions, "getToken">;

/**
 * The access token, or null while nobody is signed in. A newer token of the same user goes to the server over the same
 * connection; another user's, or null, ends it. Where it is a function, it is `getToken` as for `connect`.
 */
export type Token = string | null | undefined | ClientOptions["getToken"];

/** Make the hook: `const useEventSocket = makeUseEventSocket(React, { url, onEvent })`. */
export declare function makeUseEventSocket(React: Hooks, options?: HookOptions): (token: Token) => EventSocket;
