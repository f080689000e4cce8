/** The scripts of every page of the dashboard, and those of single pages, which start where a page names them. */

import { handleActions } from "./actions.js";
import { showFailedLists } from "./failed-lists.js";
import { handleForms, restoreDrafts } from "./forms.js";
import { watchIdleness } from "./idle.js";
import { forgetOthers } from "./kept.js";
import { connectToEvents } from "./live.js";
import { handleMenu } from "./menu.js";
import { handleProofs } from "./reauthentication.js";
import { keepLists } from "./returns.js";
import { handleKeys } from "./shortcuts.js";
import { addMorphing } from "./swaps.js";
import { keepTimesUpdated } from "./time.js";
import { renderToasts } from "./toasts.js";

// In the built file, an import starts a module that is already there.
/** @type {Record<string, () => Promise<unknown>>} */
const PAGES = {
  appointments: () => import("./appointments.js"),
  audit: () => import("./audit.js"),
  connections: () => import("./connections.js"),
  messages: () => import("./messages.js"),
  "own-password": () => import("./own-password.js"),
  panel: () => import("./panel.js"),
  "password-link": () => import("./password-link.js"),
  erasure: () => import("./erasure.js"),
  people: () => import("./people.js"),
  "price-list": () => import("./price-list.js"),
  "price-form": () => import("./price-form.js"),
  prices: () => import("./prices.js"),
  print: () => import("./print.js"),
  "second-factors": () => import("./second-factors.js"),
  sessions: () => import("./sessions.js"),
  upload: () => import("./upload.js"),
};

// In tasks of their own: the first of them waits for the network, and the first use of a format takes long.
setTimeout(connectToEvents);
setTimeout(keepTimesUpdated);
addMorphing();
renderToasts();
forgetOthers();
keepLists();
handleForms();
showFailedLists();
handleActions();
handleProofs();
handleKeys();
handleMenu();
watchIdleness();
const names = /** @type {NodeListOf<HTMLMetaElement>} */ (document.querySelectorAll("meta[name=script]"));
void Promise.all([...names].map(({ content }) => PAGES[content]())).then(restoreDrafts);
