/** The chart of the panel: a script of its own, since its library is large and the rest of the page needs none of it. */

import { drawRate } from "./rate.js";

drawRate();
