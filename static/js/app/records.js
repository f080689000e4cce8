/** What the app shows of REST, each in one place. */

import { Resource } from "./resource.js";
import { send } from "./rest.js";

/** @typedef {import("./types.d.ts").Catalog} Catalog */

/** @type {Resource<Catalog>} */
export const catalog = new Resource(async () => (await send("GET", "/api/catalog")).data, { personal: false });
