/** The second factors of the user: adding, naming and removing them, and recovery codes. */

import { html, useState } from "../../../vendor/preact/standalone.module.js";
import { supportsPasskeys } from "../../shared/passkeys.js";
import { toast } from "../../shared/toasts.js";
import { api } from "../api.js";
import { dateAndTime } from "../format.js";
import { Dialog } from "../parts/dialog.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { Icon } from "../parts/icon.js";
import { PasswordDialog } from "../parts/password-dialog.js";
import { Loaded } from "../parts/states.js";
import { secondFactors } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";
import { Authenticator } from "./account-authenticator.js";
import { Passkey } from "./account-passkey.js";
import { RecoveryCodes } from "./account-recovery-codes.js";

/** @typedef {import("../../rest-types.d.ts").SecondFactor} Factor */
/** @typedef {import("../../rest-types.d.ts").SecondFactors} Factors */
/** @typedef {import("../../rest-types.d.ts").User} User */
/**
 * The dialog that is open, or null.
 * @typedef {{ is: "password", text: string, send: (currentPassword: string) => Promise<unknown> }
 *   | { is: "authenticator", enrolment: import("../../rest-types.d.ts").Enrolment }
 *   | { is: "passkey", options: Record<string, unknown> }
 *   | { is: "codes", codes: string[] }
 *   | { is: "name", factor: Factor }
 *   | null} Open
 */

const FACTORS = "/api/auth/me/second-factors";

/** @param {{ factor: Factor, onClose: () => void }} props */
function Rename({ factor, onClose }) {
  const { busy, problem, submit } = useSubmission(async ({ name = "" }) => {
    await api("PATCH", `${FACTORS}/${factor.id}`, { body: { name } });
    onClose();
  });
  return html`<${Dialog} title=${t("rename")} onClose=${onClose}>
    <form class="fields" noValidate onSubmit=${submit}>
      <${FormError} problem=${problem && !problem.errors.name ? problem : null} />
      <${Field}
        id="factor-name"
        label=${t("factor_name")}
        name="name"
        defaultValue=${factor.name}
        maxlength="60"
        autocomplete="off"
        required
        autofocus
        problem=${problem}
      />
      <div class="row">
        <button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <${Submit} busy=${busy}>${t("rename")}<//>
      </div>
    </form>
  <//>`;
}

/** @param {{ factor: Factor, isLast: boolean, open: (next: Open) => void, done: () => void }} props */
function Line({ factor, isLast, open, done }) {
  const { id, kind, name, createdAt, usedAt } = factor;
  const added = t("factor_added", { when: dateAndTime(createdAt) });
  const details = [t(`kind_${kind}`), added, usedAt && t("last_used", { when: dateAndTime(usedAt) })];
  const remove = async (/** @type {string} */ currentPassword) => {
    await api("POST", `${FACTORS}/${id}/remove`, { body: { currentPassword } });
    done();
    toast(t("factor_removed"));
  };
  const text = t(isLast ? "remove_last_factor" : "remove_factor", { name });
  return html`<li data-factor=${id}>
    <div>
      <p><${Icon} name=${kind === "passkey" ? "key" : "shield-check"} /> <strong>${name}</strong></p>
      <p class="quiet">${details.filter(Boolean).join(" · ")}</p>
    </div>
    <div class="row">
      <button type="button" class="button" onClick=${() => open({ is: "name", factor })}>
        ${t("rename")}<span class="unseen"> ${name}</span>
      </button>
      <button
        type="button"
        class="button button-danger"
        onClick=${() => open({ is: "password", text, send: remove })}
      >
        ${t("remove")}<span class="unseen"> ${name}</span>
      </button>
    </div>
  </li>`;
}

/** @param {{ factors: Factors, user: User }} props */
function Content({ factors: { items, recoveryCodes, passkeys }, user }) {
  const [open, setOpen] = useState(/** @type {Open} */ (null));
  const done = () => {
    setOpen(null);
    void secondFactors.load();
  };
  const showCodes = (/** @type {string[]} */ codes) => {
    setOpen(codes.length > 0 ? { is: "codes", codes } : null);
    void secondFactors.load();
  };
  const begin = async (/** @type {string} */ currentPassword) => {
    const { data } = await api("POST", `${FACTORS}/totp`, { body: { currentPassword } });
    setOpen({ is: "authenticator", enrolment: data });
  };
  const beginPasskey = async (/** @type {string} */ currentPassword) => {
    const { data } = await api("POST", `${FACTORS}/passkey-options`, { body: { currentPassword } });
    setOpen({ is: "passkey", options: data.publicKey });
  };
  const renew = async (/** @type {string} */ currentPassword) => {
    const { data } = await api("POST", "/api/auth/me/recovery-codes", { body: { currentPassword } });
    showCodes(data.recoveryCodes);
  };
  const isActive = items.length > 0;
  const addText = isActive ? "" : t("first_factor");
  return html`
    <p>
      ${
        isActive
          ? html`<span class="badge" data-tone="good">${t("factors_on")}</span>`
          : html`<span class="badge" data-tone="warn">${t("factors_off")}</span> ${t("factors_off_text")}`
      }
    </p>
    <ul class="lines">
      ${items.map(
        (one) =>
          html`<${Line} key=${one.id} factor=${one} isLast=${items.length === 1} open=${setOpen} done=${done} />`,
      )}
      ${
        isActive &&
        html`<li data-codes=${recoveryCodes}>
          <div>
            <p><strong>${t("recovery_codes")}</strong></p>
            <p class=${recoveryCodes < 3 ? "fault" : "quiet"}>${t("codes_left", { n: recoveryCodes })}</p>
          </div>
          <button
            type="button"
            class="button"
            onClick=${() => setOpen({ is: "password", text: t("renew_codes_text"), send: renew })}
          >
            ${t("renew_codes")}
          </button>
        </li>`
      }
    </ul>
    <button
      type="button"
      class=${isActive ? "button" : "button button-primary"}
      onClick=${() => setOpen({ is: "password", text: addText, send: begin })}
    >
      ${t("add_authenticator")}
    </button>
    ${
      passkeys &&
      supportsPasskeys() &&
      html`<button
        type="button"
        class="button"
        onClick=${() => setOpen({ is: "password", text: addText, send: beginPasskey })}
      >
        ${t("add_passkey")}
      </button>`
    }
    ${
      open?.is === "password" &&
      html`<${PasswordDialog} text=${open.text} email=${user.email} send=${open.send} onClose=${done} />`
    }
    ${
      open?.is === "authenticator" &&
      html`<${Authenticator}
        enrolment=${open.enrolment}
        onAdded=${(/** @type {import("./account-authenticator.js").NewFactor} */ added) =>
          showCodes(added.recoveryCodes)}
        onClose=${done}
      />`
    }
    ${
      open?.is === "passkey" &&
      html`<${Passkey}
        options=${open.options}
        onAdded=${(/** @type {import("./account-authenticator.js").NewFactor} */ added) =>
          showCodes(added.recoveryCodes)}
        onClose=${done}
      />`
    }
    ${open?.is === "codes" && html`<${RecoveryCodes} codes=${open.codes} account=${user.email} onClose=${done} />`}
    ${open?.is === "name" && html`<${Rename} factor=${open.factor} onClose=${done} />`}
  `;
}

/** @param {{ user: User }} props */
export function SecondFactors({ user }) {
  const state = useResource(secondFactors);
  return html`<section class="card" aria-labelledby="second-factors">
    <h2 id="second-factors">${t("second_step")}</h2>
    <p>${t("second_step_why")}</p>
    <${Loaded} resource=${secondFactors} state=${state}>
      ${(/** @type {Factors} */ factors) => html`<${Content} factors=${factors} user=${user} />`}
    <//>
  </section>`;
}
