/** The catalogue: search, categories, and current prices. */

import { html, useEffect, useMemo, useState } from "../../../vendor/preact/standalone.module.js";
import { matching } from "../../shared/search.js";
import { Empty, Loaded, MoreButton } from "../parts/states.js";
import { catalog } from "../records.js";
import { useResource } from "../resource.js";
import { plural, t } from "../texts.js";
import { ExamCard } from "./exam-card.js";
import { PackageCard } from "./package-card.js";

/** @typedef {import("../../rest-types.d.ts").Catalog} Catalog */

const PAGE_SIZE = 60;
// As many cards as fill a screen; the others follow in tasks of their own.
const STEP = 12;

/** @param {Catalog} data @param {string} query @param {string} category */
function search({ exams, packages, categories }, query, category) {
  const matches = matching(query);
  const names = new Map(categories.map((one) => [one.id, one.name]));
  return {
    exams: exams.filter(
      (one) =>
        (category === "" || String(one.categoryId) === category) &&
        matches(one.name, one.code, one.description, names.get(one.categoryId) ?? ""),
    ),
    packages: category === "" ? packages.filter((one) => matches(one.name, one.code, one.description)) : [],
  };
}

/** Return the search in the address. */
function searchOfAddress() {
  const params = new URLSearchParams(location.search);
  return { query: params.get("q") ?? "", category: params.get("categoria") ?? "" };
}

/** Keep a search in the address, so that it survives Back. @param {string} query @param {string} category */
function keepSearch(query, category) {
  const filled = Object.entries({ q: query, categoria: category }).filter(([, value]) => value !== "");
  const params = new URLSearchParams(filled).toString();
  history.replaceState(history.state, "", location.pathname + (params && `?${params}`));
}

/** @param {{ data: Catalog, bookable: boolean, route: URLSearchParams }} props */
function Offer({ data, bookable, route }) {
  const [{ query, category }, setSearch] = useState(searchOfAddress);
  // A link to the catalogue begins anew.
  useEffect(() => setSearch(searchOfAddress()), [route]);
  const [limit, setLimit] = useState(PAGE_SIZE);
  const [ready, setReady] = useState(STEP);
  const { exams, packages } = useMemo(() => search(data, query, category), [data, query, category]);
  useEffect(() => {
    if (ready >= Math.min(limit, exams.length)) return;
    const timeout = setTimeout(() => setReady(ready + STEP));
    return () => clearTimeout(timeout);
  }, [ready, limit, exams]);
  const shown = exams.slice(0, Math.min(ready, limit));
  const byId = useMemo(() => new Map(data.exams.map((one) => [one.id, one])), [data]);
  const shared = { currency: data.currency, bookable };
  const change = (/** @type {string} */ text, /** @type {string} */ chosen) => {
    keepSearch(text, chosen);
    setSearch({ query: text, category: chosen });
  };
  const onInput = (/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) =>
    change(event.currentTarget.value, category);
  const onChoice = (/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) =>
    change(query, event.currentTarget.value);
  return html`
    <form class="filters" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <label class="unseen" for="wanted">${t("search_exams")}</label>
      <input
        class="input"
        id="wanted"
        type="search"
        value=${query}
        placeholder=${t("search_exams")}
        onInput=${onInput}
      />
      <label class="unseen" for="category">${t("category")}</label>
      <select class="input" id="category" value=${category} onChange=${onChoice}>
        <option value="">${t("all_categories")}</option>
        ${data.categories.map((one) => html`<option key=${one.id} value=${String(one.id)}>${one.name}</option>`)}
      </select>
    </form>
    <p class="quiet" role="status">${plural("found", exams.length + packages.length)}</p>
    ${exams.length + packages.length === 0 && html`<${Empty} text=${t("nothing_found")} />`}
    ${
      packages.length > 0 &&
      html`<section aria-labelledby="packages">
      <h2 id="packages">${t("packages")}</h2>
      <ul class="cards">
        ${packages.map((one) => html`<${PackageCard} key=${one.id} offer=${one} exams=${byId} ...${shared} />`)}
      </ul>
    </section>`
    }
    ${
      exams.length > 0 &&
      html`<section aria-labelledby="exams">
      <h2 id="exams">${t("exams")}</h2>
      <ul class="cards">
        ${shown.map((one) => html`<${ExamCard} key=${one.id} exam=${one} ...${shared} />`)}
      </ul>
      ${exams.length > limit && html`<${MoreButton} onClick=${() => setLimit(limit + PAGE_SIZE)} />`}
    </section>`
    }
  `;
}

/** @param {{ user: import("../../rest-types.d.ts").User | null, query: URLSearchParams }} props */
export function Catalog({ user, query }) {
  const state = useResource(catalog);
  const bookable = user?.role === "Paciente";
  return html`<${Loaded} resource=${catalog} state=${state}>
    ${(/** @type {Catalog} */ data) => html`<${Offer} data=${data} bookable=${bookable} route=${query} />`}
  <//>`;
}
