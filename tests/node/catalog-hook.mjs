// Renders a component that stands on `useCatalog`, under React, and compares what it has with what REST answers. Python
// changes prices between the steps. argv: {url, token}.
import { deepStrictEqual } from "node:assert";
import { createInterface } from "node:readline";
import * as React from "react";
import { createElement, StrictMode } from "react";
import { create } from "react-test-renderer";
import WebSocket from "ws";

const opened = [];
globalThis.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    opened.push(this);
  }
};
const { makeUseCatalog } = await import("./static/js/use-catalog.js");
const { url, token } = JSON.parse(process.argv[2]);

let fetched = 0;
const useCatalog = makeUseCatalog(React, {
  url,
  ioOptions: { reconnectionDelay: 30, reconnectionDelayMax: 100 },
  fetch: async (address) => {
    fetched += 1;
    if (fetched === 1) throw new TypeError("fetch failed");
    return fetch(address);
  },
});
let gate = Promise.resolve();
const getToken = async () => {
  await gate;
  return { accessToken: token, expiresIn: 600 };
};
let now;
const errors = new Set();
const View = () => {
  now = useCatalog(getToken);
  if (now.error) errors.add(now.error.message);
  return createElement("p", null, now.catalog?.exams.length ?? "...");
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const changed = async (step) => {
  console.log(step);
  await lines.next();
};
const until = async (what, condition) => {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const isCurrent = async () => {
  const answer = await (await fetch(`${url}/api/catalog`)).json();
  if (now.catalog?.version !== answer.version) return false;
  deepStrictEqual(now.catalog, answer);
  return true;
};
/** Cut the connection while prices change, and return the number of requests until all is right again. */
const duringLoss = async (step) => {
  const before = fetched;
  let open;
  gate = new Promise((resolve) => (open = resolve));
  opened.at(-1).terminate();
  await until("the loss", () => !now.connected);
  await changed(step);
  open();
  await until(step, async () => now.connected && (await isCurrent()));
  return fetched - before;
};

const view = create(createElement(StrictMode, null, createElement(View)));
await until("the catalogue", async () => now?.connected && (await isCurrent()));
const atStart = fetched;
const text = view.root.findByType("p").children.join("");
await changed("live");
await until("a change", isCurrent);
const whileLive = fetched - atStart;
const recovered = await duringLoss("few");
const resynced = await duringLoss("many");
now.reload();
await until("the reload", () => fetched === atStart + resynced + 1);
view.unmount();
console.log(JSON.stringify({ text, errors: [...errors], atStart, whileLive, recovered, resynced }));
process.exit(0);
