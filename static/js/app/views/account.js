/** The account of the user: data, document, password, preferences, sessions, copy of the data, accesses and erasure. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { Problem } from "../../shared/problem.js";
import { toast } from "../../shared/toasts.js";
import { Confirm } from "../parts/confirm.js";
import { signOut, signOutEverywhere } from "../session.js";
import { t } from "../texts.js";
import { Accesses } from "./account-accesses.js";
import { OwnData } from "./account-data.js";
import { DocumentNumber } from "./account-document.js";
import { Erasure } from "./account-erasure.js";
import { SecondFactors } from "./account-factors.js";
import { Password } from "./account-password.js";
import { Preferences } from "./account-preferences.js";
import { Profile } from "./account-profile.js";
import { Sessions } from "./account-sessions.js";

/** @param {() => Promise<void>} signingOut */
async function run(signingOut) {
  try {
    await signingOut();
  } catch (problem) {
    if (problem instanceof Problem) toast(problem.message, "error");
  }
}

/** @param {{ user: import("../../rest-types.d.ts").User }} props */
export function Account({ user }) {
  const [isAsking, setAsking] = useState(false);
  return html`
    <div class="row">
      <button type="button" class="button" onClick=${() => run(signOut)}>${t("leave")}</button>
      <button type="button" class="button button-danger" onClick=${() => setAsking(true)}>
        ${t("leave_everywhere")}
      </button>
    </div>
    ${
      isAsking &&
      html`<${Confirm}
      text=${t("leave_everywhere_sure")}
      yes=${t("leave_everywhere")}
      onNo=${() => setAsking(false)}
      onYes=${() => {
        setAsking(false);
        void run(signOutEverywhere);
      }}
    />`
    }
    <div class="columns">
      <${Profile} user=${user} />
      <${DocumentNumber} user=${user} />
      <${Password} user=${user} />
      <${SecondFactors} user=${user} />
      <${Preferences} />
      <${Sessions} />
      <${OwnData} />
      ${user.role === "Paciente" && html`<${Accesses} /><${Erasure} user=${user} />`}
    </div>
  `;
}
