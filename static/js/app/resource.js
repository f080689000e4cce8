/** Cached responses of REST. The old response is shown while a new one is fetched. */

import { useEffect } from "../../vendor/preact/standalone.module.js";
import { Problem } from "../shared/problem.js";
import { Store } from "../shared/store.js";
import { on } from "./live.js";
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
  users = 0;

  /**
   * @param {() => Promise<T>} fetch
   * @param {{ personal?: boolean }} [options] - whether to discard the data when the session ends
   */
  constructor(fetch, { personal = true } = {}) {
    super({ data: null, problem: null, loading: false });
    this.#fetch = fetch;
    // Covers changes between a response and the connection, and during a long absence.
    const reload = () => void (this.users && this.load());
    on("live", reload);
    on("resync", reload);
    if (personal) session.subscribe(() => session.value.phase === "anonymous" && this.clear());
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
    this.set({ data: null, problem: null, loading: false });
  }

  /** Change the data before it is fetched again. @param {(data: T) => T} change */
  update(change) {
    if (this.value.data !== null) this.set({ ...this.value, data: change(this.value.data) });
  }

  async #run() {
    const turn = this.#turn;
    this.set({ ...this.value, loading: true });
    do {
      this.#again = false;
      const found = await this.#attempt();
      if (turn !== this.#turn) return;
      this.set({ ...this.value, loading: this.#again, ...found });
    } while (this.#again);
    this.#running = null;
  }

  async #attempt() {
    try {
      return { data: await this.#fetch(), problem: null };
    } catch (problem) {
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
