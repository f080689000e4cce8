/** The records of REST that the app shows. */

import { api } from "./api.js";
import { Resource } from "./resource.js";
import { send } from "./rest.js";

/** @typedef {import("../rest-types.d.ts").Catalog} Catalog */
/** @typedef {import("../rest-types.d.ts").Appointment} Appointment */
/** @typedef {import("../rest-types.d.ts").Result} Result */
/** @typedef {import("../rest-types.d.ts").Notice} Notice */
/** @typedef {import("../rest-types.d.ts").OwnSession} OwnSession */
/** @typedef {import("../rest-types.d.ts").Access} Access */

const PER_PAGE = 50;

/** @type {Resource<Catalog>} */
export const catalog = new Resource(async () => (await send("GET", "/api/catalog")).data, { personal: false });

/**
 * The first pages of a list. `more` adds a page.
 *
 * @template T
 * @template {import("../rest-types.d.ts").Page<T>} [P=import("../rest-types.d.ts").Page<T>]
 * @extends {Resource<P>}
 */
export class List extends Resource {
  /** @param {string} path */
  constructor(path) {
    const shown = { pages: 1 };
    super(async () => {
      let all = /** @type {P} */ ({ items: /** @type {T[]} */ ([]), total: 0, page: 1, perPage: PER_PAGE });
      for (let page = 1; page <= shown.pages; page += 1) {
        const { data } = await api("GET", `${path}?page=${page}&perPage=${PER_PAGE}`);
        all = { ...data, items: [...all.items, ...data.items] };
        if (all.items.length >= all.total) break;
      }
      return all;
    });
    this.shown = shown;
  }

  more() {
    this.shown.pages += 1;
    void this.load();
  }

  clear() {
    this.shown.pages = 1;
    super.clear();
  }
}

/** @type {List<Appointment>} */
export const appointments = new List("/api/appointments");
/** @type {List<Result>} */
export const results = new List("/api/results");
/** @type {List<Notice, import("../rest-types.d.ts").InboxPage>} */
export const inbox = new List("/api/auth/me/inbox");
/** @type {List<Access>} */
export const accesses = new List("/api/auth/me/access-log");
/** @type {Resource<{ items: OwnSession[] }>} */
export const sessions = new Resource(async () => (await api("GET", "/api/auth/sessions")).data);

/** @type {Resource<import("../rest-types.d.ts").ErasureRequest>} */
export const erasureRequest = new Resource(async () => (await api("GET", "/api/auth/me/erasure-request")).data);
/** @type {Resource<import("../rest-types.d.ts").SecondFactors>} */
export const secondFactors = new Resource(async () => (await api("GET", "/api/auth/me/second-factors")).data);

/** Show the new state of an appointment before the list is fetched again. @param {Appointment} appointment */
export function putAppointment(appointment) {
  appointments.update((page) => {
    const others = page.items.filter((one) => one.id !== appointment.id);
    const items = [...others, appointment].sort((a, b) => b.scheduledAt.localeCompare(a.scheduledAt));
    return { ...page, items, total: page.total + items.length - page.items.length };
  });
}

/** @param {number} id */
export function locationName(id) {
  return catalog.value.data?.locations.find((one) => one.id === id)?.name;
}

/** The time zone of a location, or undefined if the catalogue no longer has it. @param {number} id */
export function timeZoneOf(id) {
  return catalog.value.data?.locations.find((one) => one.id === id)?.timezone;
}
