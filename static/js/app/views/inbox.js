/** The inbox: past events and messages of the laboratory. Showing them marks them as read. */

import { html, useEffect, useRef } from "../../../vendor/preact/standalone.module.js";
import { expectProblem } from "../../shared/problem.js";
import { api } from "../api.js";
import { describeEvent } from "../event-texts.js";
import { dateAndTime } from "../format.js";
import { Icon, KIND_ICONS } from "../parts/icon.js";
import { Patient } from "../parts/patient.js";
import { Empty, Loaded, MoreButton } from "../parts/states.js";
import { catalog, inbox } from "../records.js";
import { useResource } from "../resource.js";
import { t } from "../texts.js";

/** @typedef {import("../../rest-types.d.ts").Notice} Notice */
/** @typedef {import("../../rest-types.d.ts").InboxPage} Page */

/** @param {number} upTo */
async function markAsRead(upTo) {
  try {
    const { data } = await api("POST", "/api/auth/me/inbox/read", { body: { upTo } });
    inbox.update((page) => ({
      ...page,
      unread: data.unread,
      items: page.items.map((one) => (one.eventId <= upTo ? { ...one, read: true } : one)),
    }));
  } catch (error) {
    // The next visit marks them.
    expectProblem(error);
  }
}

/** @param {{ notice: Notice, isNew: boolean, isDoctor: boolean }} props */
function Entry({ notice: { eventId, event, payload }, isNew, isDoctor }) {
  const { patientId } = /** @type {{ patientId?: number }} */ (payload);
  const { text, href, kind } = describeEvent(event, payload);
  const timestamp = String(payload.timestamp);
  return html`<li class=${isNew ? "card entry new" : "card entry"} id=${`notice-${eventId}`}>
    <${Icon} name=${KIND_ICONS[kind] ?? "info-circle"} />
    <div>
      <p class="prose">${text}${href && html` <a href=${href}>${t("see")}</a>`}</p>
      ${isDoctor && patientId !== undefined && html`<${Patient} id=${patientId} />`}
      <p class="quiet"><time datetime=${timestamp}>${dateAndTime(timestamp)}</time></p>
    </div>
    ${isNew && html`<span class="badge" data-tone="warn">${t("new")}</span>`}
  </li>`;
}

/** @param {{ page: Page, isDoctor: boolean }} props */
function Entries({ page, isDoctor }) {
  const { items, total, unread } = page;
  // Notices that were new when the view opened stay highlighted until the user leaves it.
  const fresh = useRef(/** @type {Set<number>} */ (new Set()));
  for (const one of items) if (!one.read) fresh.current.add(one.eventId);
  const newest = items[0]?.eventId ?? 0;
  useEffect(() => {
    if (unread === 0) return;
    const read = () => void (document.hidden || markAsRead(newest));
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [unread, newest]);
  if (items.length === 0) return html`<${Empty} text=${t("no_notices")} />`;
  const entry = (/** @type {Notice} */ one) =>
    html`<${Entry} key=${one.eventId} notice=${one} isNew=${fresh.current.has(one.eventId)} isDoctor=${isDoctor} />`;
  return html`
    <ul class="cards one-column">
      ${items.map(entry)}
    </ul>
    ${items.length < total && html`<${MoreButton} onClick=${() => inbox.more()} />`}
  `;
}

/** @param {{ user: import("../../rest-types.d.ts").User }} props */
export function Inbox({ user }) {
  const state = useResource(inbox);
  useResource(catalog);
  return html`<${Loaded} resource=${inbox} state=${state}>
    ${(/** @type {Page} */ page) => html`<${Entries} page=${page} isDoctor=${user.role === "Medico"} />`}
  <//>`;
}
