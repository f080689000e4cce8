/** The few cookies that a script may read: language, theme, and that there is a session, but nothing of it. */

const YEAR = 31_536_000;

/**
 * @param {string} name
 * @returns {string}
 */
export function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/**
 * Keep a value for a year; an empty one is forgotten.
 *
 * @param {string} name
 * @param {string} value
 */
export function keepCookie(name, value) {
  const age = value ? YEAR : 0;
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${age}; samesite=lax`;
}
