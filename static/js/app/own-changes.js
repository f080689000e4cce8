/** Recognizes the events of changes that this page made, which the user need not be notified of. */

/** @type {Set<string>} */
const completed = new Set();
/** @type {Set<Promise<void>>} */
const pending = new Set();

/**
 * Track a request whose change will come back as an event. Resolves or rejects as the request does.
 *
 * @template T
 * @param {Promise<T>} request
 * @param {(result: T) => string} keyOf - a key that the event has as well
 * @returns {Promise<T>}
 */
export async function trackChange(request, keyOf) {
  const settled = request.then(
    (result) => void completed.add(keyOf(result)),
    () => {},
  );
  pending.add(settled);
  void settled.then(() => pending.delete(settled));
  const result = await request;
  await settled;
  return result;
}

/**
 * Whether an event belongs to a change of this page. Waits for pending requests, since an event may arrive before the
 * response.
 *
 * @param {string} key
 */
export async function isOwnChange(key) {
  await Promise.all([...pending]);
  return completed.delete(key);
}

/**
 * Return the key of a change of an appointment.
 *
 * @param {string} action
 * @param {{ id: number, locationId: number, scheduledAt: string }} appointment
 */
export const appointmentKey = (action, { id, locationId, scheduledAt }) => [action, id, locationId, scheduledAt].join();
