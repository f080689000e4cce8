/**
 * The live activity log. A report on the socket says that there is something new; the lines themselves come from the
 * audit log, after the last one shown: so nothing is missing and nothing comes twice, also after a reconnect.
 */

import { part, Problem } from "./session.js";
import { t } from "./texts.js";
import { showTimes } from "./time.js";

const MOST_LINES = 500;

export function followActivity() {
  const log = /** @type {HTMLElement} */ (document.getElementById("log"));
  const pause = /** @type {HTMLButtonElement} */ (document.getElementById("log-pause"));
  const kind = /** @type {HTMLSelectElement} */ (document.getElementById("log-kind"));
  const most = Number(log.dataset.most);
  let running = false;
  let again = false;
  let paused = false;

  const lastShown = () => Number(log.firstElementChild?.getAttribute("data-key") ?? 0);

  /** @param {string} html @param {boolean} whole */
  const show = (html, whole) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    const lines = [...made.content.children];
    if (whole) log.replaceChildren();
    else for (const line of lines) line.classList.add("changed");
    const top = log.scrollTop;
    const before = log.scrollHeight;
    log.prepend(...lines);
    // Whoever reads further down keeps their place.
    if (!whole && top > 0) log.scrollTop = top + log.scrollHeight - before;
    while (log.children.length > MOST_LINES) log.lastElementChild?.remove();
    document.getElementById("log-empty")?.toggleAttribute("hidden", log.children.length > 0);
    showTimes(log);
    return lines.length;
  };

  const fetchNew = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        const after = lastShown();
        const asked = kind.value;
        const query = new URLSearchParams({ kind: asked, ...(after ? { after: String(after) } : {}) });
        const html = await part(`/admin/panel/log?${query}`);
        if (kind.value !== asked || paused) break;
        // As many lines as the server hands out at once may not reach down to the last one shown: they stand alone.
        const made = document.createElement("template");
        made.innerHTML = html;
        show(html, made.content.children.length >= most);
      } while (again);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    } finally {
      running = false;
    }
  };

  let waiting = 0;
  const showPause = () => {
    pause.setAttribute("aria-pressed", String(paused));
    pause.classList.toggle("btn-warning", paused);
    const text = pause.querySelector("[data-text]");
    if (text)
      text.textContent = paused
        ? `${t("resume")}${waiting ? ` · ${t("new_lines", { count: waiting })}` : ""}`
        : t("pause");
  };

  document.addEventListener("lab:event", (event) => {
    const { name } = /** @type {CustomEvent} */ (event).detail;
    if (name !== "admin:event") return;
    if (paused) {
      waiting += 1;
      showPause();
    } else {
      void fetchNew();
    }
  });
  document.addEventListener("lab:status", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.status === "live" && !paused) void fetchNew();
  });
  pause.addEventListener("click", () => {
    paused = !paused;
    waiting = 0;
    showPause();
    if (!paused) void fetchNew();
  });
  kind.addEventListener("change", async () => {
    const asked = kind.value;
    const html = await part(`/admin/panel/log?${new URLSearchParams({ kind: asked })}`);
    if (kind.value === asked) show(html, true);
  });
}
