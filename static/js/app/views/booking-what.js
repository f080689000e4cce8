/** What for: exams and packages, at the prices of this moment. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { price } from "../format.js";
import { matching } from "../search.js";
import { t } from "../texts.js";

/** @typedef {import("../types.d.ts").Catalog} Catalog */
/** @typedef {import("./booking.js").Choice} Choice */
/** @typedef {{ id: number, code: string, name: string, price: string }} Offer */

const AT_ONCE = 20;

/** @param {number[]} ids @param {number} id */
const toggled = (ids, id) => (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);

/** @param {{ offers: Offer[], ids: number[], name: string, currency: string, onToggle: (id: number) => void, inside?: (id: number) => boolean }} props */
function Offers({ offers, ids, name, currency, onToggle, inside = () => false }) {
  return offers.map(
    (one) => html`<label class="choice wide" key=${`${name}-${one.id}`}>
      <input type="checkbox" name=${name} value=${one.id} checked=${ids.includes(one.id)} onChange=${() => onToggle(one.id)} />
      <span>
        <span class="head"><span>${one.name}</span><strong>${price(one.price, currency)}</strong></span>
        <small>${one.code}${inside(one.id) && ` · ${t("in_package")}`}</small>
      </span>
    </label>`,
  );
}

/** @param {{ data: Catalog, choice: Choice, choose: (change: Partial<Choice>) => void }} props */
export function What({ data, choice, choose }) {
  const [wanted, setWanted] = useState("");
  const { examIds, packageIds } = choice;
  const fits = matching(wanted);
  // What is chosen stays in sight, whatever is searched.
  const shown = (/** @type {Offer[]} */ all, /** @type {number[]} */ ids) => [
    ...all.filter((one) => ids.includes(one.id)),
    ...all.filter((one) => !ids.includes(one.id) && fits(one.name, one.code)).slice(0, AT_ONCE),
  ];
  const bundled = new Set(data.packages.filter((one) => packageIds.includes(one.id)).flatMap((one) => one.examIds));
  const onInput = (/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) =>
    setWanted(event.currentTarget.value);
  return html`<fieldset class="card">
    <legend>${t("contents")}</legend>
    <label class="unseen" for="wanted">${t("search_exams")}</label>
    <input class="input" id="wanted" type="search" value=${wanted} placeholder=${t("search_exams")} onInput=${onInput} />
    <div class="offers">
      <${Offers} offers=${shown(data.packages, packageIds)} ids=${packageIds} name="package" currency=${data.currency}
        onToggle=${(/** @type {number} */ id) => choose({ packageIds: toggled(packageIds, id) })} />
      <${Offers} offers=${shown(data.exams, examIds)} ids=${examIds} name="exam" currency=${data.currency} inside=${(/** @type {number} */ id) => bundled.has(id)}
        onToggle=${(/** @type {number} */ id) => choose({ examIds: toggled(examIds, id) })} />
    </div>
  </fieldset>`;
}
