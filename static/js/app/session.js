/**
 * Who is signed in: the access token is in this page's memory alone, the refresh token in a cookie that no script reads.
 *
 * A refresh token is spent by its first use, so the pages of one browser take turns.
 */

import { cookie, keepCookie } from "./cookies.js";
import { Problem, send } from "./rest.js";
import { Store } from "./store.js";

/** @typedef {import("./types.d.ts").User} User */
/** @typedef {import("./types.d.ts").Grant} Grant */
/** @typedef {import("../events-client.d.ts").SignOutReason | "left" | "everywhere"} Reason */
/** @typedef {{ phase: "starting" | "unreachable" | "anonymous" | "signed", user: User | null, reason: Reason | null }} State */

const PATH = "/api/session";
// Says that there is a session to renew, and nothing of it: without, a visitor's page would ask in vain.
const HINT = "lab_app";
const RETRY_MS = 3_000;

/** @type {Store<State>} */
export const session = new Store(
  /** @type {State} */ ({ phase: cookie(HINT) ? "starting" : "anonymous", user: null, reason: null }),
);

/** @type {(Grant & { until: number }) | null} */
let grant = null;
/** @type {Promise<Grant> | null} */
let renewal = null;
/** @type {Promise<unknown>} */
let turn = Promise.resolve();
/** @type {Promise<unknown> | null} */
let ending = null;

/**
 * One at a time over all pages of this browser; over this one alone where the connection is not a secure one.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function alone(work) {
  if (navigator.locks) return navigator.locks.request("lab.session", async () => work());
  const mine = turn.then(work);
  turn = mine.catch(() => {});
  return mine;
}

/** @param {Grant & { user: User }} data @returns {Grant} */
function adopt({ accessToken, expiresIn, user }) {
  const known = session.value.user;
  if (known && known.id !== user.id) {
    // Somebody else has signed in on another page of this browser, and this one shows the data of who was before.
    leave("user_changed");
    throw { code: "signed_out" };
  }
  // A third of its life is left for what is under way.
  cause = null;
  grant = { accessToken, expiresIn, until: Date.now() + (expiresIn * 2_000) / 3 };
  keepCookie(HINT, "1");
  if (!known || JSON.stringify(known) !== JSON.stringify(user)) session.set({ phase: "signed", user, reason: null });
  return grant;
}

/** @type {Reason | null} */
let cause = null;

/** Why the session is about to end, as the laboratory says; whoever notices its end first may not know. */
export function foresee(/** @type {Reason} */ reason) {
  cause = reason;
}

/** Forget who was signed in. @param {Reason} noticed */
export function leave(noticed) {
  grant = null;
  if (session.value.phase === "anonymous") return;
  const reason = noticed === "signed_out" || noticed === "token_invalid" ? (cause ?? noticed) : noticed;
  if (reason !== "user_changed") keepCookie(HINT, "");
  session.set({ phase: "anonymous", user: null, reason });
}

async function refresh() {
  // It outlives the page: a token that was spent and whose successor never arrived would end the session.
  const options = { headers: { "X-Requested-With": "lab" }, keepalive: true };
  try {
    return adopt((await send("POST", `${PATH}/refresh`, options)).data);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
    leave("signed_out");
    throw { code: "signed_out" };
  }
}

/**
 * Return a usable access token; rejects with `{ code: "signed_out" }` where the session is over.
 *
 * @param {{ force?: boolean }} [wanted]
 * @returns {Promise<Grant>}
 */
export async function token({ force = false } = {}) {
  // Whether there is a session still is known when that is answered.
  if (ending) await ending.catch(() => {});
  if (!force && grant && Date.now() < grant.until) return grant;
  if (session.value.phase === "anonymous") throw { code: "signed_out" };
  renewal ??= alone(refresh).finally(() => {
    renewal = null;
  });
  return renewal;
}

/** Go on with the session of this browser, if there is one, as soon as the server can be reached. */
export async function resume() {
  while (session.value.phase === "starting" || session.value.phase === "unreachable") {
    try {
      await token();
    } catch (problem) {
      if (!(problem instanceof Problem)) return;
      session.set({ ...session.value, phase: "unreachable" });
      await new Promise((go) => {
        setTimeout(go, RETRY_MS);
        addEventListener("online", go, { once: true });
      });
    }
  }
}

/** @param {"" | "/register" | "/password"} path @param {object} body @param {string} [bearer] */
function open(path, body, bearer) {
  return alone(async () => {
    const { data } = await send("POST", PATH + path, bearer ? { body, token: bearer } : { body });
    adopt(data);
  });
}

/** @param {{ email: string, password: string }} credentials */
export const signIn = (credentials) => open("", credentials);

/** @param {object} account */
export const register = (account) => open("/register", account);

/** Every session ends; this page goes on with a new one. @param {{ currentPassword: string, newPassword: string }} change */
export async function changePassword(change) {
  const { accessToken } = await token();
  await open("/password", change, accessToken);
}

/**
 * End the session. What the laboratory says of it, and the end of the connection, may come before the answer; until it
 * does, nothing else is asked in the session's name.
 *
 * @param {"DELETE" | "POST"} method
 * @param {string} path
 * @param {Reason} reason
 */
async function end(method, path, reason) {
  const { accessToken } = await token();
  ending = alone(() => send(method, path, { token: accessToken })).then(() => leave(reason));
  try {
    await ending;
  } finally {
    ending = null;
  }
}

export const signOut = () => end("DELETE", PATH, "left");

export const signOutEverywhere = () => end("POST", "/api/auth/logout-everywhere", "everywhere");

/** Ask anew who is signed in: the laboratory may have changed something of it. */
export async function reload() {
  const { accessToken } = await token();
  const { data } = await send("GET", "/api/auth/me", { token: accessToken });
  rename(data);
}

/** @param {User} user */
export function rename(user) {
  if (session.value.phase === "signed") session.set({ ...session.value, user });
}
