/** The free slots of a day at a location, kept up to date by the events. */

import { useEffect, useState } from "../../vendor/preact/standalone.module.js";
import { expectProblem } from "../shared/problem.js";
import { dayIn } from "../shared/zones.js";
import { emit, on } from "./live.js";
import { send } from "./rest.js";

/** @typedef {import("../rest-types.d.ts").SlotDay} SlotDay */
/** @typedef {{ data: SlotDay | null, problem: import("../shared/problem.js").Problem | null }} State */

/** @param {SlotDay} day @param {Map<string, number>} updates @returns {SlotDay} */
function withUpdates(day, updates) {
  return { ...day, slots: day.slots.map((one) => ({ ...one, free: updates.get(one.startsAt) ?? one.free })) };
}

/** @type {State} */
const NOTHING = { data: null, problem: null };

/**
 * Follow the slots of a day while a view shows them.
 *
 * @param {number | null} locationId
 * @param {string} day
 * @returns {State & { reload: () => void }}
 */
export function useSlots(locationId, day) {
  const [state, setState] = useState(NOTHING);
  const [reloads, setReloads] = useState(0);

  useEffect(() => {
    setState(NOTHING);
  }, [locationId, day]);

  useEffect(() => {
    if (locationId === null || !day) return;
    const subscription = /** @type {const} */ ({ entity: "slots", entityId: locationId, date: day });
    /** @type {Map<string, number>} */
    const updates = new Map();
    let isDisposed = false;
    const load = async () => {
      // An update that arrives during the request is as new as the response, or newer.
      updates.clear();
      try {
        const { data } = await send("GET", `/api/locations/${locationId}/slots?date=${day}`);
        if (!isDisposed) setState({ data: withUpdates(data, updates), problem: null });
      } catch (error) {
        const problem = expectProblem(error);
        if (!isDisposed) setState((was) => ({ ...was, problem }));
      }
    };
    const begin = () => {
      void load();
      // Once more after subscribing, since updates before that are missed. If it fails, `live` follows.
      void emit("subscribe", subscription).then(load, () => {});
    };
    const ends = [
      on("live", begin),
      on("slot:update", ({ locationId: at, startsAt, free }) => {
        if (at !== locationId) return;
        updates.set(startsAt, free);
        setState((was) => {
          if (!was.data) return was;
          const isKnown = was.data.slots.some((one) => one.startsAt === startsAt);
          if (!isKnown && dayIn(was.data.timezone, new Date(startsAt)) === day) queueMicrotask(load);
          return { ...was, data: withUpdates(was.data, updates) };
        });
      }),
    ];
    begin();
    return () => {
      isDisposed = true;
      for (const end of ends) end();
      emit("unsubscribe", subscription).catch(() => {});
    };
  }, [locationId, day, reloads]);

  return { ...state, reload: () => setReloads((was) => was + 1) };
}
