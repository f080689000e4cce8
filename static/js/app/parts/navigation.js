/** The navigation of the app, and the status of its connection. */

import { html, useEffect, useState } from "../../../vendor/preact/standalone.module.js";
import { ago } from "../format.js";
import { connection, needsSecondFactor } from "../live.js";
import { session } from "../session.js";
import { t } from "../texts.js";
import { useStore } from "../use-store.js";
import { useHeight } from "./cover.js";
import { Icon } from "./icon.js";

/** @typedef {{ path: string, icon: string, text: import("../texts.js").Key, count?: number }} Entry */

/** @param {Entry} entry @param {string} path */
const isCurrent = (entry, path) => path === entry.path || path.startsWith(`${entry.path}/`);

/** @param {{ count: number }} props */
function UnreadCount({ count }) {
  return html`<span class="count">
    <span aria-hidden="true">${count}</span><span class="unseen">${t("unread_count", { n: count })}</span>
  </span>`;
}

/** @param {{ entries: Entry[], path: string }} props */
export function Navigation({ entries, path }) {
  const box = useHeight("--nav");
  return html`<nav class="nav" aria-label=${t("sections")} ref=${box}>
    <ul>
      ${entries.map(
        (one) => html`<li key=${one.path}>
          <a href=${one.path} aria-current=${isCurrent(one, path) ? "page" : undefined}>
            <${Icon} name=${one.icon} />
            <span>${t(one.text)}</span>
            ${one.count ? html`<${UnreadCount} count=${one.count} />` : null}
          </a>
        </li>`,
      )}
    </ul>
  </nav>`;
}

const AGE_SECONDS = 5;

/** Return how many seconds ago a moment was, and update it regularly. @param {number} since */
function useAge(since) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const interval = setInterval(() => setNow(Date.now()), AGE_SECONDS * 1_000);
    return () => clearInterval(interval);
  }, [since]);
  return (now - since) / 1000;
}

export function Connection() {
  const state = useStore(connection);
  const { status, since } = state;
  const { phase } = useStore(session);
  const age = useAge(since);
  if (phase === "anonymous") return null;
  const isOffline = phase === "unreachable" && navigator.onLine === false;
  const shown = isOffline ? "offline" : needsSecondFactor(state) ? "incomplete" : status;
  // Screen readers announce the status, but not each change of its duration.
  return html`<div class="connection" id="connection" data-status=${shown}>
    <span class="dot" aria-hidden="true"></span>
    <span role="status">${t(`status_${shown}`)}</span>
    ${shown !== "live" && age >= AGE_SECONDS && html`<span class="wide">· ${ago(age)}</span>`}
  </div>`;
}
