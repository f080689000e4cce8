/** Renders the short notices. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { closeToast, toasts } from "../../shared/toasts.js";
import { t } from "../texts.js";
import { useStore } from "../use-store.js";
import { useHeight } from "./cover.js";
import { Icon, KIND_ICONS } from "./icon.js";

export function Toaster() {
  const all = useStore(toasts);
  const box = useHeight("--toasts");
  const name = t("notices_now");
  return html`<div class="toasts" id="toasts" ref=${box} role="region" aria-label=${name} aria-live="polite">
    ${all.map(
      (one) => html`<div class="toast" key=${one.id} data-kind=${one.kind}>
        <${Icon} name=${KIND_ICONS[one.kind]} />
        <p>
          ${one.text}
          ${one.href && html` <a href=${one.href} onClick=${() => closeToast(one.id)}>${t("see")}</a>`}
        </p>
        <button type="button" class="close" aria-label=${t("close")} onClick=${() => closeToast(one.id)}>
          <${Icon} name="x" />
        </button>
      </div>`,
    )}
  </div>`;
}
