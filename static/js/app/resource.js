/** What REST says of something, kept: shown while it is fetched again, and right after the last of many changes. */

import { useEffect } from "../../vendor/preact/standalone.module.js";
import { on } from "./live.js";
import { Problem } from "./rest.js";
import { session } from "./session.js";
import { Store, useStore } from "./store.js";

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
  #ask;
  users = 0;

  /**
   * @param {() => Promise<T>} ask
   * @param {{ personal?: boolean }} [options] - what is personal is forgotten with the session
   */
  constructor(ask, { personal = true } = {}) {
    super({ data: null, problem: null, loading: false });
    this.#ask = ask;
    // Covers what happened between an answer and the connection, and what a long absence left out.
    const renew = () => void (this.users && this.load());
    on("live", renew);
    on("resync", renew);
    if (personal) session.watch(() => session.value.phase === "anonymous" && this.clear());
  }

  /** Fetch it; who asks while it is being fetched gets what is fetched after that. */
  load() {
    if (this.#running) this.#again = true;
    else this.#running = this.#run();
    return this.#running;
  }

  /** Load it if it is shown anywhere, or was. */
  renew() {
    if (this.users || this.value.data !== null) void this.load();
  }

  clear() {
    this.#turn += 1;
    this.#running = null;
    this.set({ data: null, problem: null, loading: false });
  }

  /** Say what is known before it is fetched. @param {(data: T) => T} change */
  change(change) {
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
      return { data: await this.#ask(), problem: null };
    } catch (problem) {
      if (problem instanceof Problem) return { problem };
      throw problem;
    }
  }
}

/**
 * Use a resource in a view: it is fetched as the view appears, and whenever changes may have been missed.
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
