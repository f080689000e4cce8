// A client that compiles under every strict option; what must not compile is marked, and marked wrongly if it does.
import * as React from 'react';
import { io } from 'socket.io-client';
import { connect, type ClientMessages, type EventsError, type Status } from '../static/js/events-client.js';
import { makeUseCatalog } from '../static/js/use-catalog.js';
import { makeUseEventSocket } from '../static/js/use-event-socket.js';

const ready: number[] = [];
let shown: Status = 'offline';

export const client = connect({
  url: 'https://lab.example',
  io,
  getToken: async ({ force }) => ({ accessToken: force ? 'new' : 'old', expiresIn: 900 }),
  onEvent: (name, payload) => {
    const numbered: number = payload.eventId;
    switch (name) {
      case 'result:update':
        if (payload.status === 'ready') ready.push(payload.resultId, numbered);
        // @ts-expect-error There is no such state.
        return payload.status === 'lost';
      case 'catalog:update': {
        const entityName: string | undefined = payload.entityName;
        return entityName;
      }
      case 'admin:event': {
        // @ts-expect-error It may be null.
        const entityId: number = payload.entityId;
        return entityId;
      }
      // @ts-expect-error There is no such event.
      case 'result:updated':
        return undefined;
      default:
        return payload.timestamp;
    }
  },
  onStatus: ({ status, since, reason }) => {
    shown = status;
    console.log(new Date(since).toISOString(), reason?.toUpperCase());
  },
  onMessage: (name, payload) => {
    if (name === 'exception') console.log(payload.code satisfies string, payload.retryAfterMs ?? 0);
    if (name === 'result:chunk') console.log(payload.data.byteLength);
    // @ts-expect-error `pong` has no code.
    if (name === 'pong') console.log(payload.code);
  },
  onSignedOut: (reason) => console.log(reason === 'deactivated', shown),
});

await client.emit('ping');
await client.emit('subscribe', { entity: 'exam', entityId: 1 });
await client.emit('result:download', { resultId: 1 }).catch((error: EventsError) => console.log(error.code));
// @ts-expect-error There is no such entity.
await client.emit('subscribe', { entity: 'role' });
// @ts-expect-error The payload is missing.
await client.emit('subscribe');
// @ts-expect-error There is no such message.
await client.emit('shutdown');
// @ts-expect-error Nobody sets it but the client.
client.status = 'live';
export const names: (keyof ClientMessages)[] = ['ping', 'subscribe', 'unsubscribe', 'auth:refresh', 'result:download'];

// @ts-expect-error Without tokens there is no connection.
connect({ url: 'https://lab.example' });

const useEventSocket = makeUseEventSocket(React, { url: 'https://lab.example' });
export function useReady(token: string | null): string {
  const { connected, lastEvent, emit } = useEventSocket(token);
  if (connected) void emit('ping');
  if (lastEvent?.name === 'result:update') return lastEvent.payload.examName;
  return '';
}

const useCatalog = makeUseCatalog(React, { url: 'https://lab.example', fetch: globalThis.fetch });
export function usePrice(token: string | null, examId: number): string {
  const { catalog, connected, error, reload } = useCatalog(token);
  // @ts-expect-error It is null before the first response.
  catalog.exams;
  if (error !== null && !connected) reload();
  return catalog?.exams.find(({ id }) => id === examId)?.price ?? '';
}
