/** The exams and packages of a new appointment, at their current prices. */

import { html, useRef, useState } from "../../../vendor/preact/standalone.module.js";
import { matching } from "../../shared/search.js";
import { price } from "../format.js";
import { Icon } from "../parts/icon.js";
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

/**
 * Return the choice without what the laboratory has withdrawn from its catalogue.
 *
 * @param {Choice} choice
 * @param {Catalog} data
 * @returns {Choice}
 */
export function stillOffered(choice, { exams, packages }) {
  const offered = (/** @type {number[]} */ ids, /** @type {Offer[]} */ all) =>
    ids.filter((id) => all.some((one) => one.id === id));
  return {
    ...choice,
    examIds: offered(choice.examIds, exams),
    packageIds: offered(choice.packageIds, packages),
  };
}

/**
 * The selected ones that the catalogue no longer has.
 *
 * @param {object} props
 * @param {Offer[]} props.offers
 * @param {number[]} props.ids - the selected ones
 * @param {(id: number) => void} props.onRemove
 */
function Withdrawn({ offers, ids, onRemove }) {
  const names = useRef(/** @type {Map<number, string>} */ (new Map()));
  for (const { id, name } of offers) names.current.set(id, name);
  const withdrawn = ids.filter((id) => !offers.some((one) => one.id === id));
  return html`<div role="status">
    ${withdrawn.map((id) => {
      const name = names.current.get(id) ?? "";
      return html`<div class="note note-warning" key=${id}>
        <${Icon} name="alert-triangle" />
        <p>${t("withdrawn", { name })}</p>
        <button type="button" class="button" onClick=${() => onRemove(id)}>
          ${t("take_out")}<span class="unseen"> ${name}</span>
        </button>
      </div>`;
    })}
  </div>`;
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
  const togglePackage = (/** @type {number} */ id) => choose({ packageIds: toggled(packageIds, id) });
  const toggleExam = (/** @type {number} */ id) => choose({ examIds: toggled(examIds, id) });
  return html`<fieldset class="card">
    <legend>${t("contents")}</legend>
    <${Withdrawn} offers=${data.packages} ids=${packageIds} onRemove=${togglePackage} />
    <${Withdrawn} offers=${data.exams} ids=${examIds} onRemove=${toggleExam} />
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
        onToggle=${togglePackage}
      />
      <${Offers}
        offers=${shown(data.exams, examIds)}
        ids=${examIds}
        name="exam"
        currency=${data.currency}
        isIncluded=${(/** @type {number} */ id) => included.has(id)}
        onToggle=${toggleExam}
      />
    </div>
  </fieldset>`;
}
