/** Downloads a copy of everything that the laboratory stores about the user. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { fileSize } from "../format.js";
import { fetchOwnData, ownData } from "../own-data.js";
import { Icon } from "../parts/icon.js";
import { t } from "../texts.js";
import { useStore } from "../use-store.js";

/** @param {{ received: number }} props */
function Progress({ received }) {
  return html`<div class="field">
    <p id="own-data-progress" role="status">${t("own_data_fetching", { size: fileSize(received) })}</p>
    <progress aria-labelledby="own-data-progress"></progress>
  </div>`;
}

export function OwnData() {
  const { phase, received, url, name, problem } = useStore(ownData);
  return html`<section class="card" aria-labelledby="own-data">
    <h2 id="own-data">${t("own_data")}</h2>
    <p class="quiet">${t("own_data_hint")}</p>
    ${phase === "failed" && html`<p class="note note-error" role="alert">${problem?.message}</p>`}
    ${phase === "fetching" && html`<${Progress} received=${received} />`}
    ${
      phase === "ready" &&
      html`<p class="saving" role="status">
          <${Icon} name="circle-check" /> ${t("own_data_ready", { size: fileSize(received) })}
        </p>
        <div class="row">
          <a class="button button-primary" href=${url} download=${name}><${Icon} name="download" /> ${t("save")}</a>
        </div>`
    }
    ${
      (phase === "idle" || phase === "failed") &&
      html`<div class="row">
        <button type="button" class="button" onClick=${() => void fetchOwnData()}>
          <${Icon} name="download" /> ${t("own_data_fetch")}
        </button>
      </div>`
    }
  </section>`;
}
