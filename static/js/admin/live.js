/** The socket of the page: dispatches its events as DOM events, and shows the status of the connection. */

import { connect } from "../events-client.js";
import { toast } from "../shared/toasts.js";
import { refreshParts } from "./lists.js";
import { isSessionOver, leaveOnce, renew } from "./session.js";
import { t } from "./texts.js";
import { ago } from "./time.js";

/** @typedef {{ name: string, payload: any }} LabEvent */

// No duration is shown before. The first use of its format takes long, and the page is still starting then.
const AGE_MS = 5_000;

/** @type {{ status: string, since: number }} */
const state = { status: "connecting", since: Date.now() };

function showStatus() {
  const box = document.getElementById("connection");
  const text = box?.querySelector("[data-text]");
  if (!box || !text) return;
  box.dataset.status = state.status;
  const since = state.status === "live" || Date.now() - state.since < AGE_MS ? "" : ` · ${ago(state.since)}`;
  const words = t(`status_${state.status}`) + since;
  if (text.textContent !== words) text.textContent = words;
}

/**
 * Return the kinds of records that an event concerns.
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
  if (name === "system:message") toast(payload.message, payload.type, { title: t("notice") });
  document.dispatchEvent(new CustomEvent("lab:event", { detail: { name, payload } }));
  // An erasure hides records of several kinds.
  refreshParts(payload.eventType === "user.erased" ? undefined : kindsOf(name, payload));
}

async function getToken() {
  try {
    return await renew();
  } catch (error) {
    throw isSessionOver(error) ? { code: "signed_out" } : error;
  }
}

export function connectToEvents() {
  if ("offline" in document.body.dataset) {
    // Until this administrator has added a second factor, the server refuses the socket. The session still ends.
    void renew().catch((error) => isSessionOver(error) && leaveOnce());
    return;
  }
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
      // Covers changes between the rendering of the page and its connection, and during a long absence.
      if (cameBack) refreshParts();
      document.dispatchEvent(new CustomEvent("lab:status", { detail: { status } }));
    },
    onResync: () => {
      document.dispatchEvent(new CustomEvent("lab:resync"));
      refreshParts();
    },
    onSignedOut: () => leaveOnce(),
  });
  setInterval(showStatus, 1_000);
}
