/** Which view is shown to whom, and where the reader is after going there. */

import { html, useEffect, useRef } from "../../../vendor/preact/standalone.module.js";
import { Icon } from "../parts/icon.js";
import { Connection, Navigation } from "../parts/navigation.js";
import { Loading } from "../parts/states.js";
import { Toaster } from "../parts/toaster.js";
import { inbox } from "../records.js";
import { navigate, route } from "../router.js";
import { session } from "../session.js";
import { useStore } from "../store.js";
import { language, t } from "../texts.js";
import { SignIn } from "./sign-in.js";
import { Unreachable } from "./unreachable.js";
import { entriesFor, homeOf, viewOf } from "./ways.js";

/** @typedef {import("../session.js").State} State */

/**
 * @param {import("../router.js").Route} where
 * @param {State} state
 */
function shown(where, { phase, user }) {
  const view = viewOf(where, user);
  if (!view.isPrivate || phase === "signed") return view;
  if (phase === "anonymous") return { ...view, title: /** @type {const} */ ("enter"), show: SignIn };
  return { ...view, show: phase === "starting" ? Loading : Unreachable };
}

/** Why somebody is signed in no more; on every view, since it can happen on every one. @param {{ reason: State["reason"] }} props */
function Farewell({ reason }) {
  return html`<div role="alert">
    ${reason && html`<p class=${`note ${reason === "left" ? "" : "note-warning"}`} data-reason=${reason}><${Icon} name="info-circle" /> ${t(`why_${reason}`)}</p>`}
  </div>`;
}

export function App() {
  useStore(language);
  const where = useStore(route);
  const { path, query } = where;
  const state = useStore(session);
  const unread = useStore(inbox).data?.unread ?? 0;
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const arrived = useRef(path);
  const home = homeOf(path, state);
  const view = shown(where, state);
  const title = t(view.title);

  useEffect(() => {
    if (home) navigate(home, { replace: true });
  }, [home]);
  useEffect(() => {
    document.title = `${title} · ${t("lab")}`;
  }, [title]);
  useEffect(() => {
    // Who goes to another view begins at its heading; who has just come is where the browser puts them.
    if (arrived.current !== path) main.current?.querySelector("h1")?.focus();
    arrived.current = path;
  }, [path]);

  return html`
    <a class="skip" href="#main">${t("to_content")}</a>
    <header class="bar">
      <a class="brand" href="/"><${Icon} name="flask" /> ${t("lab")}</a>
      <${Connection} />
      <${Navigation} entries=${entriesFor(state.user, unread)} path=${path} />
    </header>
    <main id="main" class="page" tabindex="-1" ref=${main}>
      <h1 tabindex="-1">${title}</h1>
      <${Farewell} reason=${state.reason} />
      <${view.show} key=${`${path}?${query} ${language.value}`} query=${query} user=${state.user} />
    </main>
    <${Toaster} />
  `;
}
