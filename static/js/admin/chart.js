/** The chart of the panel. It is a script of its own, because its library is large and no other page needs it. */

import { nextTask } from "../shared/tasks.js";
import { drawRate } from "./rate.js";

// Starting the library was long enough for one task.
void nextTask().then(drawRate);
