/** The frame of the app: header, navigation, and the current view. */

import { html, useEffect, useRef } from "../../../vendor/preact/standalone.module.js";
import { connection, needsSecondFactor } from "../live.js";
import { useHeight } from "../parts/cover.js";
import { Icon } from "../parts/icon.js";
import { Connection, Navigation } from "../parts/navigation.js";
import { Loading } from "../parts/states.js";
import { Toaster } from "../parts/toaster.js";
import { inbox } from "../records.js";
import { navigate, route } from "../router.js";
import { session } from "../session.js";
import { language, t } from "../texts.js";
import { useStore } from "../use-store.js";
import { entriesFor, redirectOf, viewOf } from "./routes.js";
import { SignIn } from "./sign-in.js";
import { Unreachable } from "./unreachable.js";

/** @typedef {import("../session.js").State} State */

/**
 * @param {import("../router.js").Route} where
 * @param {State} state
 */
function shown(where, { phase, user }) {
  const view = viewOf(where, user);
  // The next address depends on who this is, so nothing of the catalogue is rendered for it.
  if (where.path === "/" && phase === "starting") return { ...view, show: Loading };
  if (!view.isPrivate || phase === "signed") return view;
  if (phase === "anonymous") return { ...view, title: /** @type {const} */ ("enter"), show: SignIn };
  return { ...view, show: phase === "starting" ? Loading : Unreachable };
}

/** Why the session ended; shown on every view. @param {{ reason: State["reason"] }} props */
function EndOfSession({ reason }) {
  const tone = reason === "left" ? "note" : "note note-warning";
  return html`<div role="alert">
    ${
      reason &&
      html`<p class=${tone} data-reason=${reason}>
        <${Icon} name="info-circle" /> ${t(`why_${reason}`)}
      </p>`
    }
  </div>`;
}

/** What an administrator without a second factor has to do; shown on every view. */
function MissingSecondFactor() {
  const isMissing = needsSecondFactor(useStore(connection));
  return html`<div role="status">
    ${
      isMissing &&
      html`<p class="note note-warning" data-missing-factor>
        <${Icon} name="shield-check" />
        <span>${t("factor_missing")} <a href="/admin/account">${t("to_admin")}</a></span>
      </p>`
    }
  </div>`;
}

export function App() {
  useStore(language);
  const where = useStore(route);
  const { path, query } = where;
  const state = useStore(session);
  const unread = useStore(inbox).data?.unread ?? 0;
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const lastPath = useRef(path);
  const header = useHeight("--header");
  const redirect = redirectOf(path, state);
  const view = shown(where, state);
  const title = t(view.title);

  useEffect(() => {
    if (redirect) navigate(redirect, { replace: true });
  }, [redirect]);
  useEffect(() => {
    document.title = `${title} · ${t("lab")}`;
  }, [title]);
  useEffect(() => {
    // Focus the heading of a new view, but leave the first view to the browser.
    if (lastPath.current !== path) main.current?.querySelector("h1")?.focus();
    lastPath.current = path;
  }, [path]);

  return html`
    <a class="skip" href="#main">${t("to_content")}</a>
    <header class="bar" ref=${header}>
      <a class="brand" href="/"><${Icon} name="flask" /> ${t("lab")}</a>
      <${Connection} />
      <${Navigation} entries=${entriesFor(state.user, unread)} path=${path} />
    </header>
    <main id="main" class="page" tabindex="-1" ref=${main}>
      <h1 tabindex="-1">${title}</h1>
      <${EndOfSession} reason=${state.reason} />
      <${MissingSecondFactor} />
      <${view.show} key=${`${path}?${query}`} query=${query} user=${state.user} />
    </main>
    <${Toaster} />
  `;
}
