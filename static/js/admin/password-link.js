/** Issues links for new passwords: sent by the server, or shown once if it sends no mails. */

import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { confirmAction } from "./dialogs.js";
import { showOnce } from "./passwords.js";
import { api, delayRedirectUntil } from "./session.js";
import { t } from "./texts.js";

/** @param {HTMLElement} button */
async function issueLink(button) {
  if (button.classList.contains("btn-loading") || !(await confirmAction(button.dataset.confirm ?? "", button))) return;
  button.classList.add("btn-loading");
  let issued;
  try {
    issued = (await api("POST", button.dataset.passwordLink ?? "")).data;
  } catch (error) {
    return toast(expectProblem(error).message, "error");
  } finally {
    button.classList.remove("btn-loading");
  }
  if (issued.link === null) return toast(t("link_sent", { to: issued.sentTo }), "success");
  // Without PUBLIC_URL the link is relative to this site.
  const done = showOnce(new URL(issued.link, location.href).href, "link-once");
  delayRedirectUntil(done);
  await done;
}

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-password-link]");
  if (button instanceof HTMLElement) void issueLink(button);
});
