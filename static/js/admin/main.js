/** The scripts of every page of the dashboard. */

import { handleActions } from "./actions.js";
import { handleForms } from "./forms.js";
import { watchIdleness } from "./idle.js";
import { connectToEvents } from "./live.js";
import { handleKeys } from "./shortcuts.js";
import { keepTimesUpdated } from "./time.js";
import { renderToasts } from "./toasts.js";

keepTimesUpdated();
renderToasts();
handleForms();
handleActions();
handleKeys();
watchIdleness();
connectToEvents();
