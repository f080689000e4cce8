/** The free times of a day at a place, as they are at this moment. */

import { useEffect, useState } from "../../vendor/preact/standalone.module.js";
import { emit, on } from "./live.js";
import { Problem, send } from "./rest.js";
import { dayIn } from "./zones.js";

/** @typedef {import("./types.d.ts").SlotDay} SlotDay */
/** @typedef {{ data: SlotDay | null, problem: Problem | null }} State */

/** @param {SlotDay} day @param {Map<string, number>} heard @returns {SlotDay} */
function amended(day, heard) {
  return { ...day, slots: day.slots.map((one) => ({ ...one, free: heard.get(one.startsAt) ?? one.free })) };
}

/** @type {State} */
const NOTHING = { data: null, problem: null };

/**
 * @param {number | null} locationId
 * @param {string} day
 * @returns {State & { reload: () => void }}
 */
export function useSlots(locationId, day) {
  const [state, setState] = useState(NOTHING);
  const [asked, ask] = useState(0);

  useEffect(() => {
    setState(NOTHING);
  }, [locationId, day]);

  useEffect(() => {
    if (locationId === null || !day) return;
    const subscription = /** @type {const} */ ({ entity: "slots", entityId: locationId, date: day });
    /** @type {Map<string, number>} */
    const heard = new Map();
    let isOver = false;
    const load = async () => {
      // What is heard while it is fetched is newer than what comes back, or as new.
      heard.clear();
      try {
        const { data } = await send("GET", `/api/locations/${locationId}/slots?date=${day}`);
        if (!isOver) setState({ data: amended(data, heard), problem: null });
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (!isOver) setState((was) => ({ ...was, problem }));
      }
    };
    const begin = () => {
      void load();
      // Again, once nothing can be missed any more. What is not live is told again by `live`.
      void emit("subscribe", subscription).then(load, () => {});
    };
    const ends = [
      on("live", begin),
      on("slot:update", ({ locationId: at, startsAt, free }) => {
        if (at !== locationId) return;
        heard.set(startsAt, free);
        setState((was) => {
          if (!was.data) return was;
          const isKnown = was.data.slots.some((one) => one.startsAt === startsAt);
          if (!isKnown && dayIn(was.data.timezone, new Date(startsAt)) === day) queueMicrotask(load);
          return { ...was, data: amended(was.data, heard) };
        });
      }),
    ];
    begin();
    return () => {
      isOver = true;
      for (const end of ends) end();
      emit("unsubscribe", subscription).catch(() => {});
    };
  }, [locationId, day, asked]);

  return { ...state, reload: () => ask((was) => was + 1) };
}
