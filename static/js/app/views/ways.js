/** The addresses of the app: which view each shows, and to whom. */

import { Catalog } from "./catalog.js";
import { Register } from "./register.js";
import { SignIn } from "./sign-in.js";
import { Staff } from "./staff.js";

/** @typedef {import("../types.d.ts").User} User */
/** @typedef {import("../texts.js").Key} Key */
/** @typedef {{ title: Key, isPrivate: boolean, show: (props: any) => unknown }} View */

/** @type {Record<string, View>} */
const VIEWS = {
  "/catalogo": { title: "catalog", isPrivate: false, show: Catalog },
  "/entrar": { title: "enter", isPrivate: false, show: SignIn },
  "/registro": { title: "register", isPrivate: false, show: Register },
};
/** @type {View} */
const STAFF = { title: "staff", isPrivate: true, show: Staff };

export const PATHS = ["/", ...Object.keys(VIEWS)];

/** @param {string} path @param {User | null} user @returns {View} */
export function viewOf(path, user) {
  const view = VIEWS[path] ?? /** @type {View} */ (VIEWS["/catalogo"]);
  return view.isPrivate && user?.role === "Administrador" ? STAFF : view;
}

/**
 * Where somebody should be instead, if anywhere.
 *
 * @param {string} path
 * @param {import("../session.js").State} state
 */
export function homeOf(path, { phase }) {
  const isDoor = path === "/entrar" || path === "/registro";
  if (isDoor && phase === "signed") return "/catalogo";
  return path === "/" && phase !== "starting" ? "/catalogo" : null;
}

/** @param {User | null} user */
export function entriesFor(user) {
  const all = [{ path: "/catalogo", icon: "test-pipe", text: /** @type {Key} */ ("catalog") }];
  if (!user) all.push({ path: "/entrar", icon: "key", text: "enter" });
  return all;
}
