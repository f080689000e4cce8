/**
 * What this tab keeps between pages: only for the user who is signed in, and until they sign out. What belongs to
 * somebody else is dropped when a page of the dashboard opens.
 */

const PREFIX = "lab.admin.";
const signOuts = new BroadcastChannel("lab.sign-out");
let hasSignedOut = false;

/** The id of the user of this page. */
const user = document.body.dataset.user ?? "";

function forgetAll() {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
}

/**
 * Keep a value, unless the user is signing out.
 *
 * @param {string} name
 * @param {unknown} value
 */
export function keep(name, value) {
  if (!hasSignedOut) sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
}

/**
 * Return a value that was kept, or null.
 *
 * @param {string} name
 * @returns {any}
 */
export const kept = (name) => JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null");

/** Return a value that was kept, or null, and forget it. @param {string} name @returns {any} */
export function take(name) {
  const value = kept(name);
  sessionStorage.removeItem(PREFIX + name);
  return value;
}

/** Whether the user is signing out, here or in another tab. */
export const isSigningOut = () => hasSignedOut;

function onSignOut() {
  hasSignedOut = true;
  forgetAll();
}

/** Must be called before anything that was kept is read. */
export function forgetOthers() {
  if (kept("user") !== user) forgetAll();
  keep("user", user);
  signOuts.addEventListener("message", onSignOut);
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement && "signOut" in event.target.dataset)) return;
    onSignOut();
    signOuts.postMessage(null);
  });
}
