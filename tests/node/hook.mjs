// Renders a component that stands on the hook, under React, and tells what it shows. The state of the laboratory comes
// as JSON in argv: {url, first, second, other} with access tokens of one user, the same user, and another.
import * as React from "react";
import { createElement, StrictMode } from "react";
import { create } from "react-test-renderer";
import WebSocket from "ws";

globalThis.WebSocket = WebSocket;
const { makeUseEventSocket } = await import("./static/js/use-event-socket.js");
const { url, first, second, other } = JSON.parse(process.argv[2]);

const users = [];
const useEventSocket = makeUseEventSocket(React, {
  url,
  ioOptions: { reconnectionDelay: 30, reconnectionDelayMax: 100 },
  onMessage: (name, payload) => name === "connected" && users.push(payload.userId),
});
const shown = [];
const View = ({ token }) => {
  const socket = useEventSocket(token);
  shown.push(socket);
  return createElement("p", null, socket.connected ? "en vivo" : socket.status);
};

const until = async (what, condition) => {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const now = () => shown.at(-1);
const text = () => view.root.findByType("p").children.join("");

let view;
const render = async (token) => {
  const renders = shown.length;
  const element = createElement(StrictMode, null, createElement(View, { token }));
  if (view) view.update(element);
  else view = create(element);
  await until("a render", () => shown.length > renders);
};

await render(null);
const before = { text: text(), status: now().status };
await render(first);
await until("connected", () => now().connected);
const connectedText = text();
const pong = await now().emit("ping");
const { emit } = now();
const subscribed = await emit("subscribe", { entity: "exam" });
console.log(JSON.stringify({ ready: true }));
await until("a change", () => now().lastEvent !== null);
const { lastEvent } = now();
const connections = users.length;
// A newer token of the same user: no new connection, the same function.
await render(second);
const sameEmit = now().emit === emit;
const afterRenewal = { connected: now().connected, connections: users.length - connections };
await render(other);
await until("the other user", () => now().connected && users.length > connections);
await render(null);
await until("the end", () => now().status === "offline");
const signedOut = { text: text(), lastEvent: now().lastEvent };
const refused = await emit("ping").catch((error) => error.code);
view.unmount();
const report = {
  before,
  connectedText,
  pong,
  subscribed,
  lastEvent,
  sameEmit,
  afterRenewal,
  users,
  signedOut,
  refused,
};
console.log(JSON.stringify(report));
