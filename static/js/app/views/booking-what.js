/** The exams and packages of a new appointment, at their current prices. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { matching } from "../../shared/search.js";
import { price } from "../format.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").Catalog} Catalog */
/** @typedef {import("./booking.js").Choice} Choice */
/** @typedef {{ id: number, code: string, name: string, price: string }} Offer */

const MAX_SHOWN = 20;

/** @param {number[]} ids @param {number} id */
const toggled = (ids, id) => (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);

/**
 * Return the exams of the chosen packages, whose prices cover them.
 *
 * @param {Catalog} data
 * @param {number[]} packageIds
 */
export const includedExams = ({ packages }, packageIds) =>
  new Set(packages.filter((one) => packageIds.includes(one.id)).flatMap((one) => one.examIds));

/**
 * @param {object} props
 * @param {Offer[]} props.offers
 * @param {number[]} props.ids - the selected ones
 * @param {string} props.name - of the checkboxes
 * @param {string} props.currency
 * @param {(id: number) => void} props.onToggle
 * @param {(id: number) => boolean} [props.isIncluded] - whether a selected package includes the exam
 */
function Offers({ offers, ids, name, currency, onToggle, isIncluded = () => false }) {
  return offers.map(
    (one) => html`<label class="choice wide" key=${`${name}-${one.id}`}>
      <input
        type="checkbox"
        name=${name}
        value=${one.id}
        checked=${ids.includes(one.id)}
        onChange=${() => onToggle(one.id)}
      />
      <span>
        <span class="head">
          <span>${one.name}</span>
          <strong>${isIncluded(one.id) ? t("included") : price(one.price, currency)}</strong>
        </span>
        <small>${one.code}${isIncluded(one.id) && ` · ${t("in_package")}`}</small>
      </span>
    </label>`,
  );
}

/** @param {{ data: Catalog, choice: Choice, choose: (change: Partial<Choice>) => void }} props */
export function What({ data, choice, choose }) {
  const [query, setQuery] = useState("");
  const { examIds, packageIds } = choice;
  const matches = matching(query);
  // The selected ones stay visible during a search.
  const shown = (/** @type {Offer[]} */ all, /** @type {number[]} */ ids) => [
    ...all.filter((one) => ids.includes(one.id)),
    ...all.filter((one) => !ids.includes(one.id) && matches(one.name, one.code)).slice(0, MAX_SHOWN),
  ];
  const included = includedExams(data, packageIds);
  const onInput = (/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) =>
    setQuery(event.currentTarget.value);
  return html`<fieldset class="card">
    <legend>${t("contents")}</legend>
    <label class="unseen" for="wanted">${t("search_exams")}</label>
    <input
      class="input"
      id="wanted"
      type="search"
      value=${query}
      placeholder=${t("search_exams")}
      onInput=${onInput}
    />
    <div class="offers">
      <${Offers}
        offers=${shown(data.packages, packageIds)}
        ids=${packageIds}
        name="package"
        currency=${data.currency}
        onToggle=${(/** @type {number} */ id) => choose({ packageIds: toggled(packageIds, id) })}
      />
      <${Offers}
        offers=${shown(data.exams, examIds)}
        ids=${examIds}
        name="exam"
        currency=${data.currency}
        isIncluded=${(/** @type {number} */ id) => included.has(id)}
        onToggle=${(/** @type {number} */ id) => choose({ examIds: toggled(examIds, id) })}
      />
    </div>
  </fieldset>`;
}
