/**
 * Cached responses of REST. The old response is shown while a new one is fetched. With `apply`, events keep the data
 * current, and they are fetched again only after events that were missed or lack the record.
 */

import { useEffect } from "../../vendor/preact/standalone.module.js";
import { Snapshot } from "../events/snapshot.js";
import { Problem } from "../shared/problem.js";
import { Store } from "../shared/store.js";
import { isLive, on } from "./live.js";
import { session } from "./session.js";
import { useStore } from "./use-store.js";

/**
 * @template T
 * @typedef {{ data: T | null, problem: Problem | null, loading: boolean }} Loaded
 */

/**
 * @template T
 * @extends {Store<Loaded<T>>}
 */
export class Resource extends Store {
  #turn = 0;
  #again = false;
  /** @type {Promise<void> | null} */ #running = null;
  #fetch;
  #apply;
  /** @type {Snapshot<T> | null} */ #snapshot = null;
  /** @type {import("../events-client.d.ts").Connected | null} */ #connected = null;
  users = 0;

  /**
   * @param {() => Promise<{ data: T, position: string | null }>} fetch
   * @param {object} [options]
   * @param {boolean} [options.personal] - whether to discard the data when the session ends
   * @param {(data: T, name: string, payload: any) => T | null} [options.apply] - see `Snapshot`
   */
  constructor(fetch, { personal = true, apply } = {}) {
    super({ data: null, problem: null, loading: false });
    this.#fetch = fetch;
    this.#apply = apply;
    if (apply) this.#snapshot = new Snapshot(apply);
    const reload = () => (apply ? this.refresh() : void (this.users && this.load()));
    // Covers changes between a response and the connection, and during a long absence.
    const onLive = () => {
      if (!apply || this.value.problem) reload();
      else if (this.#running === null && this.#missesEvents()) reload();
    };
    on("live", onLive);
    on("resync", reload);
    on("connected", (connected) => {
      if (!apply) return;
      this.#connected = connected;
      // A client without a position is live before this event.
      if (isLive()) onLive();
    });
    if (personal) session.subscribe(() => session.value.phase === "anonymous" && this.clear());
  }

  /**
   * Take an event that concerns the data.
   *
   * @param {string} name
   * @param {{ eventId: number }} payload
   */
  receive(name, payload) {
    const isEmpty = this.value.data === null && this.#running === null;
    if (isEmpty || !this.#snapshot?.receive(name, payload)) this.refresh();
    else if (this.value.data !== null) this.set({ ...this.value, data: this.#snapshot.data });
  }

  /** Whether the data lack events that the last connection did not send; answered once for each connection. */
  #missesEvents() {
    const connected = this.#connected;
    this.#connected = null;
    return connected !== null && this.#snapshot !== null && this.#snapshot.isStale(connected);
  }

  /** Fetch the data. Calls during a request cause one more request after it. */
  load() {
    if (this.#running) this.#again = true;
    else this.#running = this.#run();
    return this.#running;
  }

  /** Fetch the data again after a change, if a view shows it or did. */
  refresh() {
    if (this.users || this.value.data !== null) void this.load();
  }

  clear() {
    this.#turn += 1;
    this.#running = null;
    if (this.#apply) this.#snapshot = new Snapshot(this.#apply);
    this.set({ data: null, problem: null, loading: false });
  }

  /** Change the data before it is fetched again. @param {(data: T) => T} change */
  update(change) {
    if (this.value.data === null) return;
    const data = change(this.value.data);
    if (this.#snapshot) this.#snapshot.data = data;
    this.set({ ...this.value, data });
  }

  async #run() {
    const turn = this.#turn;
    this.set({ ...this.value, loading: true });
    do {
      this.#again = false;
      const found = await this.#attempt(turn);
      if (turn !== this.#turn) return;
      this.set({ ...this.value, loading: this.#again, ...found });
    } while (this.#again);
    this.#running = null;
  }

  /** @param {number} turn */
  async #attempt(turn) {
    const snapshot = this.#snapshot;
    snapshot?.begin();
    try {
      const { data, position } = await this.#fetch();
      if (!snapshot) return { data, problem: null };
      const isComplete = snapshot.finish(data, position);
      if (turn === this.#turn && (!isComplete || this.#missesEvents())) this.#again = true;
      return { data: snapshot.data, problem: null };
    } catch (problem) {
      snapshot?.fail();
      if (problem instanceof Problem) return { problem };
      throw problem;
    }
  }
}

/**
 * Use a resource in a view: fetch it when the view appears, and again whenever events may have been missed.
 *
 * @template T
 * @param {Resource<T>} resource
 * @returns {Loaded<T>}
 */
export function useResource(resource) {
  useEffect(() => {
    resource.users += 1;
    void resource.load();
    return () => {
      resource.users -= 1;
    };
  }, [resource]);
  return useStore(resource);
}
