/** Starts the app. */

import { html, render } from "../../vendor/preact/standalone.module.js";
import { forgetFilesWithSession } from "./downloads.js";
import { followEvents } from "./happenings.js";
import { goLive } from "./live.js";
import { followWorker } from "./offline.js";
import { followLinks } from "./router.js";
import { resume } from "./session.js";
import { language } from "./texts.js";
import { showTheme } from "./theme.js";
import { App } from "./views/app.js";
import { PATHS } from "./views/ways.js";

// The shell may have been kept from before the language or the theme was chosen.
document.documentElement.lang = language.value;
showTheme();
followLinks(PATHS);
followEvents();
forgetFilesWithSession();
followWorker();
goLive();
const root = document.getElementById("app");
if (root) render(html`<${App} />`, root);
void resume();
