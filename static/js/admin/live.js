/** The page's one socket: tells the rest of the page what happened, and people how the connection is. */

import { connect } from "../events-client.js";
import { refreshParts } from "./lists.js";
import { Problem, renew, toTheDoor } from "./session.js";
import { t } from "./texts.js";
import { ago } from "./time.js";
import { toast } from "./toasts.js";

/** @typedef {{ name: string, payload: any }} LabEvent */

/** @type {{ status: string, since: number }} */
const state = { status: "connecting", since: Date.now() };

function showStatus() {
  const box = document.getElementById("connection");
  const text = box?.querySelector("[data-text]");
  if (!box || !text) return;
  box.dataset.status = state.status;
  const since = state.status === "live" ? "" : ` · ${ago((state.since - Date.now()) / 1000)}`;
  const words = t(`status_${state.status}`) + since;
  if (text.textContent !== words) text.textContent = words;
}

/**
 * Which kinds of records an event is about.
 *
 * @param {string} name
 * @param {any} payload
 * @returns {string[]}
 */
function kindsOf(name, payload) {
  if (name === "admin:event") return ["activity", payload.entityType];
  if (name === "catalog:update") return [payload.type === "price" ? "exam" : payload.type, "price"];
  return [name.split(":")[0]];
}

/** @param {string} name @param {any} payload */
function onEvent(name, payload) {
  if (name === "system:message") toast(payload.message, payload.type, t("notice"));
  document.dispatchEvent(new CustomEvent("lab:event", { detail: { name, payload } }));
  refreshParts(kindsOf(name, payload));
}

async function getToken() {
  try {
    return await renew();
  } catch (problem) {
    if (problem instanceof Problem && [401, 403].includes(problem.status)) throw { code: "signed_out" };
    throw problem;
  }
}

export function goLive() {
  const client = connect({
    getToken,
    onEvent,
    onStatus: ({ status, since }) => {
      const cameBack = status === "live" && state.status !== "live";
      state.status = status;
      state.since = Number(since);
      showStatus();
      const box = document.getElementById("connection");
      if (box && status === "live") box.dataset.sid = client.socket.id ?? "";
      // Covers what happened between the making of the page and its socket, and what a long absence left out.
      if (cameBack) refreshParts();
      document.dispatchEvent(new CustomEvent("lab:status", { detail: { status } }));
    },
    onResync: () => {
      document.dispatchEvent(new CustomEvent("lab:resync"));
      refreshParts();
    },
    onSignedOut: () => toTheDoor(),
  });
  setInterval(showStatus, 1_000);
  return client;
}
