/** What one does oneself is no news to oneself. */

/** @type {Set<string>} */
const done = new Set();
/** @type {Set<Promise<void>>} */
const underWay = new Set();

/**
 * Do something whose event will come back.
 *
 * @template T
 * @param {Promise<T>} work
 * @param {(made: T) => string} nameOf - what the event is recognized by
 * @returns {Promise<T>}
 */
export async function byMe(work, nameOf) {
  const settled = work.then(
    (made) => void done.add(nameOf(made)),
    () => {},
  );
  underWay.add(settled);
  void settled.then(() => underWay.delete(settled));
  const made = await work;
  await settled;
  return made;
}

/** Whether an event is of what was done here. The event may be faster than the answer. @param {string} name */
export async function isMine(name) {
  await Promise.all([...underWay]);
  return done.delete(name);
}

/**
 * @param {string} action
 * @param {{ id: number, locationId: number, scheduledAt: string }} appointment
 */
export const appointmentAct = (action, { id, locationId, scheduledAt }) => [action, id, locationId, scheduledAt].join();
