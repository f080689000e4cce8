// Runs the events client as a page does, for the tests: commands come as JSON lines on stdin, what it calls back goes
// out as JSON lines on stdout. What it finds around it is what it would find in a browser: window, document, navigator,
// WebSocket; the files are those that the server serves.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";
import WebSocket from "ws";

const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
globalThis.removeEventListener = page.removeEventListener.bind(page);
globalThis.window = globalThis;
globalThis.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
globalThis.WebSocket = WebSocket;
const { connect } = await import("./static/js/events-client.js");

const clients = new Map();
const stores = new Map();

const say = (client, event, ...args) => {
  process.stdout.write(JSON.stringify({ client, event, args, at: Date.now() / 1000 }) + "\n");
};

const storeOf = (name) => {
  if (name === null || name === undefined) return null;
  if (!stores.has(name)) {
    const items = new Map();
    stores.set(name, {
      items,
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => items.set(key, value),
      removeItem: (key) => items.delete(key),
    });
  }
  return stores.get(name);
};
const refuse = () => {
  throw new DOMException("denied", "SecurityError");
};
stores.set("denied", { items: new Map(), getItem: refuse, setItem: refuse, removeItem: refuse });

// A session as an application keeps it: an access token at hand, and a refresh token to get the next one.
const sessionOf = (name, url, session) => ({
  ...session,
  reachable: true,
  async get({ force }) {
    say(name, "getToken", { force });
    if (!this.reachable) throw new TypeError("fetch failed");
    if (force && this.refreshToken !== null) {
      const body = JSON.stringify({ refreshToken: this.refreshToken });
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(`${url}/api/auth/refresh`, { method: "POST", headers, body });
      if (response.status === 401) throw Object.assign(new Error("signed out"), { code: "signed_out" });
      Object.assign(this, await response.json());
    }
    return { accessToken: this.accessToken, expiresIn: this.expiresIn };
  },
});

const commands = {
  open: ({ client: name, url, session: given, store, npm, options }) => {
    const session = sessionOf(name, url, given);
    const client = connect({
      url,
      storage: storeOf(store),
      ...options,
      ...(npm ? { io } : {}),
      getToken: (wanted) => session.get(wanted),
      onEvent: (event, payload) => say(name, "event", { name: event, ...payload }),
      onStatus: (state) => say(name, "status", state),
      onResync: () => say(name, "resync"),
      onSignedOut: (reason) => say(name, "signedOut", reason),
      onMessage: (event, payload) => say(name, event, payload),
    });
    clients.set(name, { client, session });
  },
  emit: async ({ client: name, event, args, id }) => {
    try {
      say(name, `ack:${id}`, await clients.get(name).client.emit(event, ...args));
    } catch (error) {
      say(name, `ack:${id}`, { error: error.code, type: error.name });
    }
  },
  // What a lost network looks like: the TCP connection is gone, nobody said good-bye.
  cut: ({ client: name }) => clients.get(name).client.socket.io.engine.transport.ws._socket.destroy(),
  session: ({ client: name, changes }) => Object.assign(clients.get(name).session, changes),
  state: ({ client: name, id }) => {
    const { status, lastEventId, socket } = clients.get(name).client;
    say(name, `state:${id}`, { status, lastEventId, transport: socket.io.engine?.transport?.name ?? null });
  },
  stored: ({ client: name, store, id }) =>
    say(name, `stored:${id}`, Object.fromEntries(stores.get(store)?.items ?? [])),
  put: ({ store, key, value }) => storeOf(store).setItem(key, value),
  // The browser tells the page something.
  browser: ({ event, onLine, visible }) => {
    if (onLine !== undefined) globalThis.navigator.onLine = onLine;
    if (visible !== undefined) globalThis.document.visibilityState = visible ? "visible" : "hidden";
    (event === "visibilitychange" ? globalThis.document : page).dispatchEvent(new Event(event));
  },
  close: ({ client: name }) => {
    clients.get(name).client.close();
    clients.delete(name);
    say(name, "closed");
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    Promise.resolve(commands[command.do](command)).catch((error) =>
      say(command.client, "failure", String(error.stack)),
    );
  } catch (error) {
    say(command.client, "failure", String(error.stack));
  }
}
process.exit(0);
