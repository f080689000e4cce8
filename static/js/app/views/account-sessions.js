/** The sessions of the user, each with a button that ends it. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { deviceName } from "../../shared/device.js";
import { expectProblem } from "../../shared/problem.js";
import { toast } from "../../shared/toasts.js";
import { api } from "../api.js";
import { dateAndTime } from "../format.js";
import { Loaded } from "../parts/states.js";
import { sessions } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").OwnSession} OwnSession */

/** @param {string} id */
async function end(id) {
  try {
    await api("DELETE", `/api/auth/sessions/${id}`);
    toast(t("session_ended"));
  } catch (error) {
    toast(expectProblem(error).message, "error");
  }
  void sessions.load();
}

/** @param {{ one: OwnSession }} props */
function Device({ one: { id, usedAt, address, userAgent, current } }) {
  const name = deviceName(userAgent) || t("unknown_device");
  const details = [t("last_used", { when: dateAndTime(usedAt) }), address].filter(Boolean).join(" · ");
  return html`<li data-session=${id}>
    <div>
      <p>
        <strong>${name}</strong> ${current && html`<span class="badge" data-tone="good">${t("this_device")}</span>`}
      </p>
      <p class="quiet">${details}</p>
    </div>
    ${
      !current &&
      html`<button type="button" class="button" onClick=${() => end(id)}>
        ${t("end_session")}<span class="unseen"> ${name}</span>
      </button>`
    }
  </li>`;
}

export function Sessions() {
  const state = useResource(sessions);
  return html`<section class="card" aria-labelledby="sessions">
    <h2 id="sessions">${t("sessions")}</h2>
    <${Loaded} resource=${sessions} state=${state}>
      ${(/** @type {{ items: OwnSession[] }} */ { items }) =>
        html`<ul class="lines">
            ${items.map((one) => html`<${Device} key=${one.id} one=${one} />`)}
          </ul>`}
    <//>
  </section>`;
}
