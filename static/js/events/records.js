/**
 * Data of REST, kept current with events: functions from the data and an event to the data that REST would return now.
 *
 * They change nothing in place, and return null if the event does not carry what they need: then fetch the data again.
 */

import { fold } from "./fold.js";

/** @typedef {import("../events-client.d.ts").DomainEvents} Events */
/** @typedef {import("../rest-types.d.ts").Catalog} Catalog */
/** @typedef {import("../rest-types.d.ts").Appointment} Appointment */
/** @typedef {import("../rest-types.d.ts").Result} Result */
/** @typedef {import("../rest-types.d.ts").Notice} Notice */

/** @template T @typedef {{ items: T[], total: number }} Page */
/** @typedef {{ id: number, name: string }} Named */

/** @type {Record<"exam" | "category" | "package" | "location", "exams" | "categories" | "packages" | "locations">} */
const LISTS = { exam: "exams", category: "categories", package: "packages", location: "locations" };

/** @param {Named} a @param {Named} b */
function byName(a, b) {
  const [first, second] = [fold(a.name), fold(b.name)];
  if (first === second) return a.id - b.id;
  return first < second ? -1 : 1;
}

/**
 * Put a record into a whole list that is sorted by name. The name rarely changes, so most records keep their place.
 *
 * @param {Named[]} list
 * @param {Named} record
 */
function putByName(list, record) {
  const place = list.findIndex((one) => one.id === record.id);
  if (list[place]?.name === record.name) {
    const next = [...list];
    next[place] = record;
    return next;
  }
  return [...list.filter((one) => one.id !== record.id), record].sort(byName);
}

/**
 * @param {Catalog} catalog - the answer of `GET /api/catalog`
 * @param {Events["catalog:update"]} update
 * @returns {Catalog | null}
 */
export function applyToCatalog(catalog, update) {
  const { type, entity, entityId, version } = update;
  if (entity === undefined || version === undefined) return null;
  const next = { ...catalog, version };
  // A price that changed outside of the catalogue changes nothing in it.
  if (type === "price" && entity === null) return next;
  const priced = entity && "examIds" in entity ? "packages" : "exams";
  const list = type === "price" ? priced : LISTS[type];
  const old = /** @type {Named[]} */ (catalog[list]);
  return { ...next, [list]: entity === null ? old.filter((one) => one.id !== entityId) : putByName(old, entity) };
}

/**
 * Put a record into the loaded part of a list. Beyond that part, it only counts.
 *
 * @template {{ id: number }} T
 * @template {Page<T>} P
 * @param {P} page
 * @param {T} record
 * @param {(a: T, b: T) => number} compare - the order of the list
 * @returns {P}
 */
function put(page, record, compare) {
  const old = page.items.find((one) => one.id === record.id);
  const items = [...page.items.filter((one) => one !== old), record].sort(compare);
  const isWhole = page.items.length === page.total;
  const isInPlace = old !== undefined && compare(old, record) === 0;
  // The last of a partial list may belong behind records that are not loaded.
  if (!isWhole && !isInPlace && items.at(-1) === record) items.pop();
  return { ...page, items, total: page.total + (old ? 0 : 1) };
}

/** @param {Appointment} a @param {Appointment} b */
const latestFirst = (a, b) => b.scheduledAt.localeCompare(a.scheduledAt) || b.id - a.id;

/**
 * @template {Page<Appointment>} P
 * @param {P} page - answers of `GET /api/appointments`, the pages joined
 * @param {Pick<Events["appointment:update"], "appointment">} update
 * @returns {P | null}
 */
export function applyToAppointments(page, { appointment }) {
  return appointment ? put(page, appointment, latestFirst) : null;
}

/**
 * @template {Page<Result>} P
 * @param {P} page - answers of `GET /api/results`, the pages joined
 * @param {Events["result:update"]} update
 * @returns {P | null}
 */
export function applyToResults(page, { result }) {
  if (!result) return null;
  const old = page.items.find((one) => one.id === result.id);
  // A release makes a result the newest; what follows leaves its place as it is.
  if (old?.releasedAt) return { ...page, items: page.items.map((one) => (one === old ? result : one)) };
  if (result.status !== "ready") return null;
  const others = page.items.filter((one) => one !== old);
  return { ...page, items: [result, ...others], total: page.total + (old ? 0 : 1) };
}

/**
 * @template {Page<Notice> & { unread: number }} P
 * @param {P} page - answers of `GET /api/auth/me/inbox`, the pages joined
 * @param {keyof Events} event
 * @param {Events[keyof Events]} payload
 * @returns {P | null}
 */
export function applyToInbox(page, event, payload) {
  // Whether other notices count as read depends on who caused them, which the event does not tell.
  if (event !== "system:message") return null;
  const { eventId, ...rest } = payload;
  const notice = { eventId, event, payload: rest, read: false };
  return { ...page, items: [notice, ...page.items], total: page.total + 1, unread: page.unread + 1 };
}
