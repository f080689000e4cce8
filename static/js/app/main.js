/** Starts the app. */

import { html, render } from "../../vendor/preact/standalone.module.js";
import { applyTheme, savedTheme } from "../shared/theme.js";
import { clearFilesOnSignOut } from "./downloads.js";
import { handleEvents } from "./event-handlers.js";
import { connectWhileSignedIn } from "./live.js";
import { clearOwnDataOnSignOut } from "./own-data.js";
import { keepFocus } from "./parts/focus.js";
import { handleLinks } from "./router.js";
import { registerServiceWorker } from "./service-worker.js";
import { resume } from "./session.js";
import { language } from "./texts.js";
import { App } from "./views/app.js";
import { PATHS } from "./views/routes.js";

// In tasks of their own, so that the page responds in between. Nothing above reads a cookie: Chromium notes from where
// a script does, and would parse the whole file once more to name the line.
setTimeout(() => {
  // A cached shell may be older than the choice of language and theme.
  document.documentElement.lang = language.value;
  applyTheme(savedTheme());
  handleLinks(PATHS);
  handleEvents();
  clearFilesOnSignOut();
  clearOwnDataOnSignOut();
  registerServiceWorker();
  connectWhileSignedIn();
  // Waits for the network.
  void resume();
});
setTimeout(() => {
  const root = document.getElementById("app");
  if (!root) return;
  keepFocus(root);
  render(html`<${App} />`, root);
});
