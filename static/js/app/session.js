/**
 * The session: the access token is only in the memory of this page, the refresh token in a cookie that scripts cannot
 * read. A refresh token is valid for one use, so the pages of a browser renew one after another.
 */

import { readCookie, writeCookie } from "../shared/cookies.js";
import { Problem } from "../shared/problem.js";
import { Store } from "../shared/store.js";
import { send } from "./rest.js";

/** @typedef {import("../rest-types.d.ts").User} User */
/** @typedef {import("../rest-types.d.ts").WebSession} WebSession */
/** @typedef {Pick<WebSession, "accessToken" | "expiresIn">} Grant */
/** @typedef {import("../events-client.d.ts").SignOutReason | "left" | "everywhere" | "erased"} Reason */
/** @typedef {"starting" | "unreachable" | "anonymous" | "signed"} Phase */
/** @typedef {{ phase: Phase, user: User | null, reason: Reason | null }} State */

const PATH = "/api/session";
// A cookie that shows that there is a session to renew. Visitors' pages send no request without it.
const HINT = "lab_app";
const RETRY_MS = 3_000;

/** @type {Store<State>} */
export const session = Store.lazy(() => {
  return { phase: readCookie(HINT) ? "starting" : "anonymous", user: null, reason: null };
});

/** @type {(Grant & { until: number }) | null} */
let grant = null;
/** @type {Promise<Grant> | null} */
let renewal = null;
/** @type {Promise<unknown>} */
let lastInQueue = Promise.resolve();
/** @type {Promise<unknown> | null} */
let signingOut = null;
/** @type {Reason | null} */
let announcedReason = null;

/**
 * Run one task at a time across the pages of this browser, or only within this page if the connection is not secure.
 *
 * @template T
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
async function exclusively(task) {
  if (navigator.locks) return navigator.locks.request("lab.session", async () => task());
  const result = lastInQueue.then(task);
  lastInQueue = result.catch(() => {});
  return result;
}

/** @param {WebSession} data @returns {Grant} */
function accept({ accessToken, expiresIn, user }) {
  const previous = session.value.user;
  if (previous && previous.id !== user.id) {
    // Another user has signed in on another page of this browser, but this page shows the data of the previous user.
    endSession("user_changed");
    throw { code: "signed_out" };
  }
  announcedReason = null;
  // Renewed after two thirds of its lifetime, so that requests in flight can complete.
  grant = { accessToken, expiresIn, until: Date.now() + (expiresIn * 2_000) / 3 };
  writeCookie(HINT, "1");
  const isChanged = JSON.stringify(previous) !== JSON.stringify(user);
  if (isChanged) session.set({ phase: "signed", user, reason: null });
  return grant;
}

/** Announce why the session is about to end. Requests that fail because it ended do not know the reason. */
export function announceEnd(/** @type {Reason} */ reason) {
  announcedReason = reason;
}

/** End the session in this page. @param {Reason} noticed */
export function endSession(noticed) {
  grant = null;
  if (session.value.phase === "anonymous") return;
  const reason = noticed === "signed_out" || noticed === "token_invalid" ? (announcedReason ?? noticed) : noticed;
  if (reason !== "user_changed") writeCookie(HINT, "");
  session.set({ phase: "anonymous", user: null, reason });
}

async function refresh() {
  // With `keepalive` the request outlives the page: the session would end if a new refresh token got lost.
  const options = { headers: { "X-Requested-With": "lab" }, keepalive: true };
  try {
    return accept((await send("POST", `${PATH}/refresh`, options)).data);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    endSession("signed_out");
    throw { code: "signed_out" };
  }
}

/**
 * Return a valid access token. Rejects with `{ code: "signed_out" }` if the session has ended, or with a Problem.
 *
 * @param {{ force?: boolean }} [options] - `force` renews a token that still seems valid
 * @returns {Promise<Grant>}
 */
export async function getToken({ force = false } = {}) {
  // Signing out may fail, and then the session continues.
  if (signingOut) await signingOut.catch(() => {});
  if (!force && grant && Date.now() < grant.until) return grant;
  if (session.value.phase === "anonymous") throw { code: "signed_out" };
  renewal ??= exclusively(refresh).finally(() => {
    renewal = null;
  });
  return renewal;
}

/** Resume the session of this browser, if there is one. Retries while the server cannot be reached. */
export async function resume() {
  while (session.value.phase === "starting" || session.value.phase === "unreachable") {
    try {
      await getToken();
    } catch (error) {
      if (!(error instanceof Problem)) return;
      session.set({ ...session.value, phase: "unreachable" });
      await new Promise((retry) => {
        setTimeout(retry, RETRY_MS);
        addEventListener("online", retry, { once: true });
      });
    }
  }
}

/**
 * @param {"" | "/second-factor" | "/new-password" | "/register" | "/password"} path
 * @param {object} body
 * @param {string} [token]
 */
function begin(path, body, token) {
  return exclusively(async () => {
    const { data } = await send("POST", PATH + path, token ? { body, token } : { body });
    accept(data);
  });
}

/**
 * Sign in. If the account requires another step, it rejects with a Problem whose `challenge` is for that step.
 *
 * @param {{ email: string, password: string }} credentials
 */
export const signIn = (credentials) => begin("", credentials);

/** @param {{ challenge: string, code?: string, passkey?: object }} proof */
export const passSecondStep = (proof) => begin("/second-factor", proof);

/** @param {{ challenge: string, newPassword: string }} choice */
export const chooseNewPassword = (choice) => begin("/new-password", choice);

/** @param {object} account */
export const register = (account) => begin("/register", account);

/**
 * Change the password. This ends every session of the user, and begins a new one in this page.
 *
 * @param {{ currentPassword: string, newPassword: string }} change
 */
export async function changePassword(change) {
  const { accessToken } = await getToken();
  await begin("/password", change, accessToken);
}

/**
 * Sign out. The event about it, and the end of the connection, may arrive before the response. Until then no request
 * gets a token.
 *
 * @param {"DELETE" | "POST"} method
 * @param {string} path
 * @param {Reason} reason
 */
async function signOutBy(method, path, reason) {
  const { accessToken } = await getToken();
  signingOut = exclusively(() => send(method, path, { token: accessToken })).then(() => endSession(reason));
  try {
    await signingOut;
  } finally {
    signingOut = null;
  }
}

export const signOut = () => signOutBy("DELETE", PATH, "left");

export const signOutEverywhere = () => signOutBy("POST", "/api/auth/logout-everywhere", "everywhere");

/** Fetch the user again, after the laboratory has changed it. */
export async function reloadUser() {
  const { accessToken } = await getToken();
  const { data } = await send("GET", "/api/auth/me", { token: accessToken });
  setUser(data);
}

/** @param {User} user */
export function setUser(user) {
  if (session.value.phase === "signed") session.set({ ...session.value, user });
}
