/**
 * The live activity log. An event on the socket only triggers a request; the lines come from the audit log, after the
 * last line shown. So no line is missing and none appears twice, also after a reconnect.
 */

import { expectProblem } from "../shared/problem.js";
import { parseFragment } from "./fragment.js";
import { fetchPart } from "./session.js";
import { t } from "./texts.js";
import { updateTimes } from "./time.js";

const MAX_LINES = 500;

export function followActivity() {
  const log = /** @type {HTMLElement} */ (document.getElementById("log"));
  const pause = /** @type {HTMLButtonElement} */ (document.getElementById("log-pause"));
  const kind = /** @type {HTMLSelectElement} */ (document.getElementById("log-kind"));
  const failure = /** @type {HTMLElement} */ (document.getElementById("log-failed"));
  const pageSize = Number(log.dataset.most);
  let isFetching = false;
  let again = false;
  let isPaused = false;

  const lastShown = () => Number(log.firstElementChild?.getAttribute("data-key") ?? 0);

  /** @param {Element[]} lines @param {boolean} replace */
  const show = (lines, replace) => {
    failure.hidden = true;
    if (replace) log.replaceChildren();
    else for (const line of lines) line.classList.add("changed");
    const top = log.scrollTop;
    const before = log.scrollHeight;
    log.prepend(...lines);
    // A reader who has scrolled down keeps their position.
    if (!replace && top > 0) log.scrollTop = top + log.scrollHeight - before;
    while (log.children.length > MAX_LINES) log.lastElementChild?.remove();
    document.getElementById("log-empty")?.toggleAttribute("hidden", log.children.length > 0);
    updateTimes(log);
  };

  /** @param {Record<string, string>} query */
  const fetchLines = async (query) => {
    const html = await fetchPart(`/admin/panel/log?${new URLSearchParams(query)}`);
    return [...parseFragment(html).children];
  };

  const fetchNew = async () => {
    if (isFetching) {
      again = true;
      return;
    }
    isFetching = true;
    try {
      do {
        again = false;
        const after = lastShown();
        const requested = kind.value;
        const lines = await fetchLines({ kind: requested, ...(after ? { after: String(after) } : {}) });
        if (kind.value !== requested || isPaused) break;
        // A full page may leave a gap above the last line shown, so it replaces the log.
        show(lines, lines.length >= pageSize);
      } while (again);
    } catch (error) {
      expectProblem(error);
    } finally {
      isFetching = false;
    }
  };

  let missed = 0;
  const showPause = () => {
    pause.setAttribute("aria-pressed", String(isPaused));
    pause.classList.toggle("btn-warning", isPaused);
    const count = missed ? ` · ${t("new_lines", { count: missed })}` : "";
    const text = pause.querySelector("[data-text]");
    if (text) text.textContent = isPaused ? t("resume") + count : t("pause");
  };

  document.addEventListener("lab:event", (event) => {
    const { name } = /** @type {CustomEvent} */ (event).detail;
    if (name !== "admin:event") return;
    if (isPaused) {
      missed += 1;
      showPause();
    } else {
      void fetchNew();
    }
  });
  document.addEventListener("lab:status", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.status === "live" && !isPaused) void fetchNew();
  });
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    missed = 0;
    showPause();
    if (!isPaused) void fetchNew();
  });
  const showKind = async () => {
    const requested = kind.value;
    try {
      const lines = await fetchLines({ kind: requested });
      if (kind.value === requested) show(lines, true);
    } catch (error) {
      const problem = expectProblem(error);
      if (kind.value !== requested) return;
      // The lines shown are of another kind.
      log.replaceChildren();
      document.getElementById("log-empty")?.setAttribute("hidden", "");
      const text = failure.querySelector("[data-text]");
      if (text) text.textContent = problem.message;
      failure.hidden = false;
    }
  };
  kind.addEventListener("change", showKind);
  failure.querySelector("button")?.addEventListener("click", showKind);
}
