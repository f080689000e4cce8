/** What every page of the dashboard does. */

import { listenToActions } from "./actions.js";
import { listenToForms } from "./forms.js";
import { goLive } from "./live.js";
import { listenToKeys } from "./shortcuts.js";
import { keepTimes } from "./time.js";

keepTimes();
listenToForms();
listenToActions();
listenToKeys();
goLive();
