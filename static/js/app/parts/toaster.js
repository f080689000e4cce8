/** Shows the short notices. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { useStore } from "../store.js";
import { t } from "../texts.js";
import { closeToast, toasts } from "../toasts.js";
import { Icon } from "./icon.js";

const ICONS = { info: "info-circle", success: "circle-check", warning: "alert-triangle", error: "alert-circle" };

export function Toaster() {
  const all = useStore(toasts);
  return html`<div class="toasts" id="toasts" role="region" aria-label=${t("notices_now")} aria-live="polite">
    ${all.map(
      (one) => html`<div class="toast" key=${one.id} data-kind=${one.kind}>
        <${Icon} name=${ICONS[one.kind]} />
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
