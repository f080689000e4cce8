/** The dialog that shows what somebody else changed, after an action that was refused because of it. */

import { expectProblem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { dialog, openDialog } from "./dialogs.js";
import { fetchPart } from "./session.js";

/**
 * Show the latest changes of a record.
 *
 * @param {string} record - its kind and its id, such as `result:5`
 */
export async function showChanges(record) {
  const [entityType, entityId] = record.split(":");
  const box = dialog("changed");
  const place = /** @type {HTMLElement} */ (box.querySelector("#changed-list"));
  try {
    place.innerHTML = await fetchPart(`/admin/changes?${new URLSearchParams({ entityType, entityId })}`);
  } catch (error) {
    toast(expectProblem(error).message, "error");
    place.replaceChildren();
  }
  await openDialog(box);
}
