/** Name and phone of the user. Only the laboratory can change the e-mail address. */

import { html } from "../../../vendor/preact/standalone.module.js";
import { toast } from "../../shared/toasts.js";
import { api } from "../api.js";
import { Field, FormError, Submit, useSubmission } from "../parts/form.js";
import { setUser } from "../session.js";
import { t } from "../texts.js";

/** @param {{ user: import("../../rest-types.d.ts").User }} props */
export function Profile({ user }) {
  const { busy, problem, submit } = useSubmission(async ({ name = "", phone = "" }) => {
    const body = { name, phone: phone || null };
    setUser((await api("PATCH", "/api/auth/me", { body })).data);
    toast(t("saved"));
  });
  return html`<section class="card" aria-labelledby="profile">
    <h2 id="profile">${t("my_data")}</h2>
    <form class="fields" noValidate onSubmit=${submit}>
      <${FormError} problem=${problem} />
      <p><span class="label">${t("email")}</span><br />${user.email}</p>
      <${Field}
        label=${t("name")}
        name="name"
        autocomplete="name"
        maxlength="120"
        required
        defaultValue=${user.name}
        problem=${problem}
      />
      <${Field}
        label=${t("phone")}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        defaultValue=${user.phone ?? ""}
        problem=${problem}
      />
      <${Submit} busy=${busy}>${t("keep")}<//>
    </form>
  </section>`;
}
