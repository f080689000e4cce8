/** The records of REST that the app shows. */

import { applyToAppointments, applyToCatalog, applyToInbox, applyToResults } from "../events/records.js";
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
export const catalog = new Resource(() => send("GET", "/api/catalog"), {
  personal: false,
  apply: (data, _name, payload) => applyToCatalog(data, payload),
});

/**
 * The first pages of a list. `more` adds a page.
 *
 * @template T
 * @template {import("../rest-types.d.ts").Page<T>} [P=import("../rest-types.d.ts").Page<T>]
 * @extends {Resource<P>}
 */
export class List extends Resource {
  /**
   * @param {string} path
   * @param {(data: P, name: any, payload: any) => P | null} [apply]
   */
  constructor(path, apply) {
    const shown = { pages: 1 };
    super(async () => {
      let all = /** @type {P} */ ({ items: /** @type {T[]} */ ([]), total: 0, page: 1, perPage: PER_PAGE });
      /** @type {string | null} */
      let first = null;
      for (let page = 1; page <= shown.pages; page += 1) {
        const { data, position } = await api("GET", `${path}?page=${page}&perPage=${PER_PAGE}`);
        // Later pages include later events; applying these again changes nothing.
        first ??= position;
        all = { ...data, items: [...all.items, ...data.items] };
        if (all.items.length >= all.total) break;
      }
      return { data: all, position: first };
    }, apply && { apply });
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
export const appointments = new List("/api/appointments", (page, _name, payload) => applyToAppointments(page, payload));
/** @type {List<Result>} */
export const results = new List("/api/results", (page, _name, payload) => applyToResults(page, payload));
/** @type {List<Notice, import("../rest-types.d.ts").InboxPage>} */
export const inbox = new List("/api/auth/me/inbox", applyToInbox);
/** @type {List<Access>} */
export const accesses = new List("/api/auth/me/access-log");
/** @type {Resource<{ items: OwnSession[] }>} */
export const sessions = new Resource(() => api("GET", "/api/auth/sessions"));

/** @type {Resource<import("../rest-types.d.ts").ErasureRequest>} */
export const erasureRequest = new Resource(() => api("GET", "/api/auth/me/erasure-request"));
/** @type {Resource<import("../rest-types.d.ts").SecondFactors>} */
export const secondFactors = new Resource(() => api("GET", "/api/auth/me/second-factors"));

/** Show the new state of an appointment before the list is fetched again. @param {Appointment} appointment */
export function putAppointment(appointment) {
  appointments.update((page) => applyToAppointments(page, { appointment }) ?? page);
}

/** @param {number} id */
export function locationName(id) {
  return catalog.value.data?.locations.find((one) => one.id === id)?.name;
}

/** The time zone of a location, or undefined if the catalogue no longer has it. @param {number} id */
export function timeZoneOf(id) {
  return catalog.value.data?.locations.find((one) => one.id === id)?.timezone;
}
