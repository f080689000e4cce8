/** The chart of the panel. It is a script of its own, because its library is large and no other page needs it. */

import { drawRate } from "./rate.js";

// The page is shown and connected first.
addEventListener("load", () => setTimeout(drawRate));
