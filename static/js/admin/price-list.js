/**
 * The price list: a preview by the server, kept true while it is looked at, and applied as it was shown or not at all.
 */

import { chosen, letChoose } from "./choices.js";
import { follow } from "./delivery.js";
import { confirmed } from "./dialogs.js";
import { showFaults, valuesOf } from "./forms.js";
import { api, Problem } from "./session.js";
import { t } from "./texts.js";
import { toast } from "./toasts.js";

/** @param {string} id @returns {HTMLElement} */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const preview = at("preview");
const part = at("preview-part");
const note = at("preview-note");
const apply = /** @type {HTMLButtonElement} */ (at("apply"));
const form = /** @type {HTMLFormElement} */ (at("percent-form"));
const file = /** @type {HTMLInputElement} */ (at("file"));
const drop = at("drop");

/** Asks the server for the preview that is shown; null where none is. @type {(() => Promise<string>) | null} */
let ask = null;
let applying = false;
let running = false;
let again = false;

const showChosen = letChoose(at("list"), (count) => {
  at("chosen").textContent = t("prices_chosen", { count });
});

/**
 * What a preview changes: the new price by exam.
 *
 * @param {ParentNode} root
 */
function pricesOf(root) {
  const rows = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("tr[data-price]"));
  return new Map([...rows].map((row) => [Number(row.dataset.key), row.dataset.price ?? ""]));
}

/** What a preview says, to compare it with a later one. @param {ParentNode} root */
function marksOf(root) {
  return [...root.querySelectorAll("tr[data-key], tr[data-fault]")]
    .map(
      (row) =>
        `${row.getAttribute("data-key")} ${row.getAttribute("data-mark")} ${row.textContent?.replace(/\s+/g, " ")}`,
    )
    .join("\n");
}

/** @param {string} html */
function parsed(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content;
}

/**
 * Put a newer preview in the place of the one that is shown; the reader keeps their place, and rows that changed are
 * marked. Replaced and not merged: to merge thousands of rows takes many seconds.
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
  const made = part.querySelector(".feed");
  if (!(made instanceof HTMLElement)) return;
  made.scrollTop = top;
  if (hadFocus) made.focus();
}

function discard() {
  ask = null;
  preview.hidden = true;
  part.replaceChildren();
  file.value = "";
}

/**
 * Show a preview, if the server has one to show.
 *
 * @param {() => Promise<string>} question
 * @param {string} of
 */
async function open(question, of) {
  const html = await question();
  ask = question;
  part.replaceChildren();
  replace(parsed(html));
  at("preview-of").textContent = of;
  note.hidden = true;
  at("delivery").hidden = true;
  preview.hidden = false;
  preview.focus({ preventScroll: true });
  preview.scrollIntoView({ block: "start" });
}

/**
 * Take over a newer preview; whoever looks at it is told where it differs.
 *
 * @param {string} html
 * @returns {boolean} whether it differs
 */
function update(html) {
  const content = parsed(html);
  const differs = marksOf(content) !== marksOf(part);
  replace(content);
  if (!differs) return false;
  note.textContent = t("prices_meanwhile");
  note.hidden = false;
  return true;
}

async function renew() {
  if (running || applying) {
    again = true;
    return;
  }
  running = true;
  try {
    do {
      again = false;
      const question = ask;
      const html = question && (await question());
      if (html && question === ask && !applying) update(html);
    } while (again && !applying);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    // What nobody can preview any longer, nobody can apply either.
    if (problem.status === 422) discard();
    if (problem.status) toast(problem.message, "error");
  } finally {
    running = false;
  }
}

/** @param {Map<number, string>} prices */
async function send(prices) {
  const changes = [...prices].map(([examId, price]) => ({ examId, price }));
  const answer = await follow(prices, Number(preview.dataset.user), (progress) =>
    api("POST", "/api/admin/prices", { body: { changes }, progress }),
  );
  toast(t("prices_changed", { count: answer.data.changed }));
  discard();
  form.reset();
  chosen.clear();
  showChosen();
}

apply.addEventListener("click", async () => {
  const question = ask;
  const shown = marksOf(part);
  const prices = pricesOf(part);
  if (applying || !question || prices.size === 0) return;
  if (!(await confirmed(t("prices_confirm", { count: prices.size })))) return;
  applying = true;
  apply.classList.add("btn-loading");
  try {
    // What was confirmed is what is sent: not what came under the question, nor what this page did not hear of.
    const html = await question();
    if (!update(html) && marksOf(part) === shown) await send(prices);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast([problem.message, ...new Set(Object.values(problem.errors).flat())].join(" "), "error");
  } finally {
    applying = false;
    apply.classList.remove("btn-loading");
    if (ask) void renew();
  }
});

at("discard").addEventListener("click", discard);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const examIds = [...chosen];
  const { percent } = valuesOf(form);
  const button = form.querySelector("[type=submit]");
  button?.classList.add("btn-loading");
  try {
    if (examIds.length === 0) throw new Problem(422, { errors: { examIds: [t("prices_none_chosen")] } });
    const body = { examIds, percent };
    await open(
      async () => (await api("POST", "/admin/prices/percent", { body })).data,
      `${/** @type {HTMLInputElement} */ (at("f-percent")).value.trim()} %`,
    );
    showFaults(form, new Problem(200, { detail: "" }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    showFaults(form, problem);
  } finally {
    button?.classList.remove("btn-loading");
  }
});

/** @param {File | undefined} picked */
async function take(picked) {
  if (!picked || applying) return;
  drop.classList.add("htmx-request", "htmx-dim");
  try {
    // Read once: the preview is asked for again, and the file may have changed or gone by then. What is too large
    // for the server is so by one byte, too.
    const most = Number(file.dataset.most) + 1;
    const content = new File([await picked.slice(0, most).arrayBuffer()], picked.name, { type: "text/csv" });
    await open(async () => (await api("POST", "/admin/prices/file", { file: content })).data, picked.name);
  } catch (problem) {
    if (problem instanceof Problem) toast(problem.message, "error");
    else if (problem instanceof DOMException) toast(t("failed"), "error");
    else throw problem;
  } finally {
    drop.classList.remove("htmx-request", "htmx-dim");
    // The same file, mended, can be chosen again.
    file.value = "";
  }
}

file.addEventListener("change", () => void take(file.files?.[0]));
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  void take(event.dataTransfer?.files[0]);
});

document.addEventListener("lab:event", (event) => {
  const { name, payload } = /** @type {CustomEvent} */ (event).detail;
  if (name !== "catalog:update" || !["exam", "price"].includes(payload.type)) return;
  if (payload.action === "deleted" && chosen.delete(payload.entityId)) showChosen();
  if (ask) void renew();
});
document.addEventListener("lab:resync", () => void (ask && renew()));
document.addEventListener("lab:status", (event) => {
  if (ask && /** @type {CustomEvent} */ (event).detail.status === "live") void renew();
});
