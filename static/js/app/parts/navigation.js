/** The ways through the app, and how its connection is. */

import { html, useEffect, useState } from "../../../vendor/preact/standalone.module.js";
import { ago } from "../format.js";
import { connection } from "../live.js";
import { session } from "../session.js";
import { useStore } from "../store.js";
import { t } from "../texts.js";
import { Icon } from "./icon.js";

/** @typedef {{ path: string, icon: string, text: import("../texts.js").Key, count?: number }} Entry */

/** @param {{ entries: Entry[], path: string }} props */
export function Navigation({ entries, path }) {
  return html`<nav class="nav" aria-label=${t("sections")}>
    <ul>
      ${entries.map(
        (one) => html`<li key=${one.path}>
          <a href=${one.path} aria-current=${path === one.path || path.startsWith(`${one.path}/`) ? "page" : undefined}>
            <${Icon} name=${one.icon} />
            <span>${t(one.text)}</span>
            ${one.count ? html`<span class="count"><span aria-hidden="true">${one.count}</span><span class="unseen">${t("unread_count", { n: one.count })}</span></span>` : null}
          </a>
        </li>`,
      )}
    </ul>
  </nav>`;
}

/** How many seconds ago, moving on by itself. @param {number} since */
function useAge(since) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const clock = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(clock);
  }, [since]);
  return Math.min(0, (since - now) / 1000);
}

export function Connection() {
  const { status, since } = useStore(connection);
  const { phase } = useStore(session);
  const age = useAge(since);
  if (phase === "anonymous") return null;
  const shown = phase === "unreachable" && navigator.onLine === false ? "offline" : status;
  // Only the state is announced, not each second of it.
  return html`<div class="connection" id="connection" data-status=${shown}>
    <span class="dot" aria-hidden="true"></span>
    <span role="status">${t(`status_${shown}`)}</span>
    ${shown !== "live" && html`<span class="wide">· ${ago(age)}</span>`}
  </div>`;
}
