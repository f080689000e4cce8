/** The location, day and time of an appointment. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { dayAfter, dayIn, momentOf, timeIn, weekday } from "../../shared/zones.js";
import { shortDay, time } from "../format.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").Location} Place */
/** @typedef {import("./booking.js").Choice} Choice */
/** @typedef {(change: Partial<Choice>) => void} Choose */
/** @typedef {ReturnType<typeof import("../slots.js").useSlots>} Slots */

const DAYS_SHOWN = 14;
const MAX_DAYS_AHEAD = 365;

/** @param {{ place: Place, day: string, choose: Choose }} props */
function Days({ place, day, choose }) {
  const today = dayIn(place.timezone);
  const days = Array.from({ length: DAYS_SHOWN }, (_, ahead) => dayAfter(today, ahead));
  const isOpen = (/** @type {string} */ one) => {
    if (!place.schedule) return true;
    const hours = place.schedule[weekday(one)] ?? [];
    // Today only until the last hour that is open.
    return one === today ? hours.some(([, end = ""]) => end > timeIn(place.timezone, new Date())) : hours.length > 0;
  };
  const onDate = (/** @type {Event & { currentTarget: HTMLInputElement }} */ event) =>
    choose({ day: event.currentTarget.value, startsAt: "" });
  return html`<fieldset class="card">
    <legend>${t("day")}</legend>
    <div class="choices">
      ${days.map(
        (one) => html`<label class="choice" key=${one}>
          <input
            type="radio"
            name="day"
            value=${one}
            checked=${one === day}
            disabled=${!isOpen(one)}
            onChange=${() => choose({ day: one, startsAt: "" })}
          />
          <span>${shortDay(one)}${!isOpen(one) && html`<small>${t("closed")}</small>`}</span>
        </label>`,
      )}
    </div>
    <div class="field">
      <label for="other-day">${t("other_day")}</label>
      <input
        class="input"
        id="other-day"
        type="date"
        min=${today}
        max=${dayAfter(today, MAX_DAYS_AHEAD)}
        value=${day}
        onChange=${onDate}
      />
    </div>
  </fieldset>`;
}

/** @param {{ place: Place, choice: Choice, choose: Choose }} props */
function AnyTime({ place, choice, choose }) {
  const onTime = (/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => {
    const { value } = event.currentTarget;
    choose({ startsAt: value ? momentOf(choice.day, value, place.timezone) : "" });
  };
  const value = choice.startsAt ? timeIn(place.timezone, new Date(choice.startsAt)) : "";
  return html`<div class="field">
    <label for="any-time">${t("any_time")}</label>
    <input class="input" id="any-time" type="time" value=${value} onChange=${onTime} />
  </div>`;
}

/** @param {{ place: Place, choice: Choice, choose: Choose, slots: Slots }} props */
function Times({ place, choice, choose, slots }) {
  const { data, problem, reload } = slots;
  if (!data) return problem ? html`<${Failed} problem=${problem} again=${reload} />` : html`<${Loading} />`;
  if (data.slotMinutes === null) return html`<${AnyTime} place=${place} choice=${choice} choose=${choose} />`;
  if (data.slots.length === 0) return html`<${Empty} text=${t("no_times")} />`;
  return html`<div class="choices" id="times">
    ${data.slots.map(
      ({ startsAt, free }) => html`<label class="choice" key=${startsAt} data-free=${free}>
        <input
          type="radio"
          name="time"
          value=${startsAt}
          checked=${startsAt === choice.startsAt}
          disabled=${free === 0}
          onChange=${() => choose({ startsAt })}
        />
        <span>${time(startsAt, data.timezone)}<small>${free === 0 ? t("full") : t("free", { n: free })}</small></span>
      </label>`,
    )}
  </div>`;
}

/** @param {{ data: import("../../rest-types.d.ts").Catalog, choice: Choice, choose: Choose, slots: Slots }} props */
export function When({ data, choice, choose, slots }) {
  const place = data.locations.find((one) => one.id === choice.locationId);
  const isElsewhere = place && place.timezone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  return html`
    <fieldset class="card">
      <legend>${t("place")}</legend>
      ${data.locations.map(
        (one) => html`<label class="choice wide" key=${one.id}>
          <input
            type="radio"
            name="location"
            value=${one.id}
            checked=${one.id === choice.locationId}
            onChange=${() => choose({ locationId: one.id, startsAt: "" })}
          />
          <span>${one.name}<small>${[one.address, one.openingHours].filter(Boolean).join(" · ")}</small></span>
        </label>`,
      )}
    </fieldset>
    ${place && html`<${Days} place=${place} day=${choice.day} choose=${choose} />`}
    ${
      place &&
      choice.day &&
      html`<fieldset class="card">
      <legend>${t("time")}</legend>
      ${isElsewhere && html`<p class="quiet">${t("times_of", { zone: place.timezone })}</p>`}
      <${Times} place=${place} choice=${choice} choose=${choose} slots=${slots} />
    </fieldset>`
    }
  `;
}
