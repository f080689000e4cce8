/**
 * The price list: shows a preview that the server makes, keeps it up to date, and applies it only as the user saw it.
 */

import { expectProblem, Problem } from "../shared/problem.js";
import { toast } from "../shared/toasts.js";
import { trackDelivery } from "./delivery.js";
import { confirmAction } from "./dialogs.js";
import { valuesOf } from "./form-values.js";
import { showErrors } from "./forms.js";
import { parseFragment } from "./fragment.js";
import { unusual } from "./price-check.js";
import { enableSelection, selected } from "./selection.js";
import { api } from "./session.js";
import { t } from "./texts.js";

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const preview = byId("preview");
const part = byId("preview-part");
const note = byId("preview-note");
const apply = /** @type {HTMLButtonElement} */ (byId("apply"));
const form = /** @type {HTMLFormElement} */ (byId("percent-form"));
const file = /** @type {HTMLInputElement} */ (byId("file"));
const drop = byId("drop");

/** Fetches the current preview; null if none is open. @type {(() => Promise<string>) | null} */
let fetchPreview = null;
let isApplying = false;
let isFetching = false;
let again = false;

const showSelection = enableSelection(byId("list"), (count) => {
  byId("chosen").textContent = t("prices_chosen", { count });
});

/**
 * Return the new prices of a preview, by exam.
 *
 * @param {ParentNode} root
 */
function pricesOf(root) {
  const rows = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("tr[data-price]"));
  return new Map([...rows].map((row) => [Number(row.dataset.key), row.dataset.price ?? ""]));
}

/** Return the question to ask before the new prices are saved. It names the unusual ones. */
function question() {
  const rows = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("tr[data-price]"));
  const kinds = [...rows].map(({ dataset }) => unusual(dataset.before ?? "", dataset.price ?? ""));
  const warnings = ["free", "far"].flatMap((kind) => {
    const count = kinds.filter((one) => one === kind).length;
    return count > 0 ? [t(`prices_${kind}`, { count })] : [];
  });
  return [...warnings, t("prices_confirm", { count: rows.length })].join(" ");
}

/** Return the content of a preview in a form that can be compared. @param {ParentNode} root */
function contentOf(root) {
  const rows = [...root.querySelectorAll("tr[data-key], tr[data-fault]")];
  return rows
    .map((row) => [row.getAttribute("data-key"), row.getAttribute("data-mark"), row.textContent?.replace(/\s+/g, " ")])
    .join("\n");
}

/**
 * Replace the preview. The scroll position is kept, and changed rows are highlighted.
 * Not merged: that takes many seconds for thousands of rows.
 *
 * @param {DocumentFragment} content
 */
function replace(content) {
  const before = new Map(
    [...part.querySelectorAll("tr[data-key]")].map((row) => [row.id, row.getAttribute("data-mark")]),
  );
  const old = part.querySelector(".feed");
  const top = old?.scrollTop ?? 0;
  const hadFocus = old !== null && old === document.activeElement;
  for (const row of content.querySelectorAll("tr[data-key]")) {
    row.classList.toggle("changed", before.has(row.id) && before.get(row.id) !== row.getAttribute("data-mark"));
  }
  part.replaceChildren(content);
  apply.hidden = part.querySelector("tr[data-price]") === null;
  const feed = part.querySelector(".feed");
  if (!(feed instanceof HTMLElement)) return;
  feed.scrollTop = top;
  if (hadFocus) feed.focus();
}

function discard() {
  fetchPreview = null;
  preview.hidden = true;
  part.replaceChildren();
  file.value = "";
}

/**
 * Fetch and show a preview. Rejects as `request` does.
 *
 * @param {() => Promise<string>} request
 * @param {string} source - the percentage or the file name
 */
async function open(request, source) {
  const html = await request();
  fetchPreview = request;
  part.replaceChildren();
  replace(parseFragment(html));
  byId("preview-of").textContent = source;
  note.hidden = true;
  byId("delivery").hidden = true;
  preview.hidden = false;
  preview.focus({ preventScroll: true });
  preview.scrollIntoView({ block: "start" });
}

/**
 * Show a newer preview, with a note if it differs.
 *
 * @param {string} html
 * @returns {boolean} whether it differs
 */
function update(html) {
  const content = parseFragment(html);
  const isDifferent = contentOf(content) !== contentOf(part);
  replace(content);
  if (!isDifferent) return false;
  note.textContent = t("prices_meanwhile");
  note.hidden = false;
  return true;
}

async function refresh() {
  if (isFetching || isApplying) {
    again = true;
    return;
  }
  isFetching = true;
  try {
    do {
      again = false;
      const request = fetchPreview;
      const html = request && (await request());
      if (html && request === fetchPreview && !isApplying) update(html);
    } while (again && !isApplying);
  } catch (error) {
    const problem = expectProblem(error);
    // The server refuses the preview, so it would refuse the change as well.
    if (problem.status === 422) discard();
    if (problem.status) toast(problem.message, "error");
  } finally {
    isFetching = false;
  }
}

/** @param {Map<number, string>} prices */
async function send(prices) {
  const changes = [...prices].map(([examId, price]) => ({ examId, price }));
  const answer = await trackDelivery(prices, Number(preview.dataset.user), (progress) =>
    api("POST", "/api/admin/prices", { body: { changes }, progress }),
  );
  toast(t("prices_changed", { count: answer.data.changed }));
  discard();
  form.reset();
  selected.clear();
  showSelection();
}

apply.addEventListener("click", async () => {
  const request = fetchPreview;
  const shown = contentOf(part);
  const prices = pricesOf(part);
  if (isApplying || !request || prices.size === 0) return;
  if (!(await confirmAction(question(), apply))) return;
  isApplying = true;
  apply.classList.add("btn-loading");
  try {
    // Send only what the user confirmed: the preview may have changed under the dialog, or without an event.
    const html = await request();
    if (!update(html) && contentOf(part) === shown) await send(prices);
  } catch (error) {
    toast(expectProblem(error).summary, "error");
  } finally {
    isApplying = false;
    apply.classList.remove("btn-loading");
    if (fetchPreview) void refresh();
  }
});

byId("discard").addEventListener("click", discard);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const examIds = [...selected];
  const { percent } = valuesOf(form);
  const button = form.querySelector("[type=submit]");
  button?.classList.add("btn-loading");
  try {
    if (examIds.length === 0) {
      throw new Problem(422, { detail: t("failed"), errors: { examIds: [t("prices_none_chosen")] } });
    }
    const body = { examIds, percent };
    const source = `${/** @type {HTMLInputElement} */ (byId("f-percent")).value.trim()} %`;
    await open(async () => (await api("POST", "/admin/prices/percent", { body })).data, source);
    showErrors(form, null);
  } catch (error) {
    showErrors(form, expectProblem(error));
  } finally {
    button?.classList.remove("btn-loading");
  }
});

/** @param {File | undefined} picked */
async function openFile(picked) {
  if (!picked || isApplying) return;
  drop.classList.add("htmx-request", "htmx-dim");
  try {
    // Read once: a refresh sends the file again, and it may have changed by then. One byte more than the maximum is
    // enough for the server to refuse it.
    const length = Number(file.dataset.most) + 1;
    const content = new File([await picked.slice(0, length).arrayBuffer()], picked.name, { type: "text/csv" });
    await open(async () => (await api("POST", "/admin/prices/file", { file: content })).data, picked.name);
  } catch (error) {
    // The browser could not read the file.
    const text = error instanceof DOMException ? t("failed") : expectProblem(error).message;
    toast(text, "error");
  } finally {
    drop.classList.remove("htmx-request", "htmx-dim");
    // Without this, choosing a corrected file of the same name would be no change.
    file.value = "";
  }
}

file.addEventListener("change", () => void openFile(file.files?.[0]));
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  void openFile(event.dataTransfer?.files[0]);
});

document.addEventListener("lab:event", (event) => {
  const { name, payload } = /** @type {CustomEvent} */ (event).detail;
  if (name !== "catalog:update" || !["exam", "price"].includes(payload.type)) return;
  if (payload.action === "deleted" && selected.delete(payload.entityId)) showSelection();
  if (fetchPreview) void refresh();
});
document.addEventListener("lab:resync", () => void (fetchPreview && refresh()));
document.addEventListener("lab:status", (event) => {
  if (fetchPreview && /** @type {CustomEvent} */ (event).detail.status === "live") void refresh();
});
