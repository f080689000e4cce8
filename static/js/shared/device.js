/** The name of a device, from what its browser says about itself. */

const BROWSERS = { Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" };
const SYSTEMS = {
  Android: "Android",
  iPhone: "iPhone",
  iPad: "iPad",
  Windows: "Windows",
  "Mac OS": "macOS",
  Linux: "Linux",
};

/**
 * Return the browser and the system of a device, as far as the browser reveals them; else an empty string.
 *
 * @param {string | null | undefined} agent
 */
export function deviceName(agent) {
  const named = (/** @type {Record<string, string>} */ all) =>
    Object.entries(all).find(([sign]) => agent?.includes(sign))?.[1];
  return [named(BROWSERS), named(SYSTEMS)].filter(Boolean).join(" · ");
}
