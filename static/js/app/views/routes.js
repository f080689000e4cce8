/** The routes of the app: the view of each address, and redirects. */

import { Account } from "./account.js";
import { Appointments } from "./appointments.js";
import { Booking } from "./booking.js";
import { Catalog } from "./catalog.js";
import { ForgottenPassword } from "./forgotten-password.js";
import { Inbox } from "./inbox.js";
import { LinkedPassword } from "./linked-password.js";
import { Missing } from "./missing.js";
import { Register } from "./register.js";
import { Results } from "./results.js";
import { SignIn } from "./sign-in.js";
import { Staff } from "./staff.js";

/** @typedef {import("../../rest-types.d.ts").User} User */
/** @typedef {import("../texts.js").Key} Key */
/** @typedef {{ title: Key, isPrivate: boolean, show: (props: any) => unknown }} View */

/** @type {View} */
const CATALOG = { title: "catalog", isPrivate: false, show: Catalog };
/** @type {View} */
const MOVE = { title: "confirm_move", isPrivate: true, show: Booking };
/** @type {Record<string, View>} */
const VIEWS = {
  "/": CATALOG,
  "/catalogo": CATALOG,
  "/citas": { title: "appointments", isPrivate: true, show: Appointments },
  "/citas/nueva": { title: "new_appointment", isPrivate: true, show: Booking },
  "/resultados": { title: "results", isPrivate: true, show: Results },
  "/avisos": { title: "inbox", isPrivate: true, show: Inbox },
  "/cuenta": { title: "account", isPrivate: true, show: Account },
  "/entrar": { title: "enter", isPrivate: false, show: SignIn },
  "/contrasena-olvidada": { title: "forgotten", isPrivate: false, show: ForgottenPassword },
  "/nueva-contrasena": { title: "linked_password", isPrivate: false, show: LinkedPassword },
  "/registro": { title: "register", isPrivate: false, show: Register },
};
/** @type {View} */
const MISSING = { title: "missing", isPrivate: false, show: Missing };
/** @type {View} */
const STAFF = { title: "staff", isPrivate: true, show: Staff };
const SIGN_IN_PATHS = ["/", "/entrar", "/registro"];

export const PATHS = Object.keys(VIEWS);

/** @param {import("../router.js").Route} route @param {User | null} user @returns {View} */
export function viewOf({ path, query }, user) {
  const view = query.has("mover") && path === "/citas/nueva" ? MOVE : (VIEWS[path] ?? MISSING);
  return view.isPrivate && user?.role === "Administrador" ? STAFF : view;
}

/**
 * Return the address to redirect to, or null.
 *
 * @param {string} path
 * @param {import("../session.js").State} state
 */
export function redirectOf(path, { phase, user }) {
  const isStaff = user?.role === "Administrador";
  if (path === "/citas/nueva" && user?.role === "Medico") return "/citas";
  if (phase === "signed" && SIGN_IN_PATHS.includes(path)) return isStaff ? "/catalogo" : "/citas";
  return path === "/" && phase !== "starting" ? "/catalogo" : null;
}

/**
 * @param {User | null} user
 * @param {number} unread
 * @returns {import("../parts/navigation.js").Entry[]}
 */
export function entriesFor(user, unread) {
  const catalog = /** @type {const} */ ({ path: "/catalogo", icon: "test-pipe", text: "catalog" });
  if (!user) return [catalog, { path: "/entrar", icon: "key", text: "enter" }];
  if (user.role === "Administrador") return [catalog, { path: "/cuenta", icon: "user-check", text: "account_short" }];
  return [
    catalog,
    { path: "/citas", icon: "calendar-event", text: "appointments" },
    { path: "/resultados", icon: "report-medical", text: "results" },
    { path: "/avisos", icon: "bell", text: "inbox", count: unread },
    { path: "/cuenta", icon: "user-check", text: "account_short" },
  ];
}
