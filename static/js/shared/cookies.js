/** The cookies that scripts may read: language, theme, the CSRF value, and whether a session exists. */

const YEAR_SECONDS = 31_536_000;

/**
 * Return the value of a cookie, or an empty string.
 *
 * @param {string} name
 * @returns {string}
 */
export function readCookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/**
 * Store a value for a year; an empty value deletes the cookie.
 *
 * @param {string} name
 * @param {string} value
 */
export function writeCookie(name, value) {
  const age = value ? YEAR_SECONDS : 0;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${age}; samesite=lax${secure}`;
}
