/**
 * Keeps the session open while a person uses the page, and warns before it ends. Input by pointer or keyboard is
 * reported at most once a minute. All pages of the browser show the warning, and continuing on one continues on all.
 */

import { expectProblem } from "../shared/problem.js";
import { dialog } from "./dialogs.js";
import { isSessionOver, leaveOnce, renew, reportUse } from "./session.js";
import { t } from "./texts.js";

/** @typedef {import("./session.js").SessionEnd} SessionEnd */

const WARNING_MS = 60_000;
const REPORT_MS = 60_000;
const TICK_MS = 500;
const INPUT = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"];

/** @param {number} ms */
function format(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function watchIdleness() {
  const box = dialog("idle");
  const text = /** @type {HTMLElement} */ (box.querySelector("[data-text]"));
  const more = /** @type {HTMLElement} */ (box.querySelector("[data-more]"));
  const button = /** @type {HTMLButtonElement} */ (box.querySelector("[data-continue]"));
  const pages = new BroadcastChannel("lab.session");

  /** @type {{ at: number, length: number, canExtend: boolean } | null} */
  let end = null;
  let reportedAt = Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let report;
  let isChecking = false;
  // The last minutes of a session cannot be extended; the user has read that.
  let isAcknowledged = false;

  const warningTime = () => (end ? Math.min(WARNING_MS, end.length / 2) : 0);

  const check = async () => {
    if (isChecking) return;
    isChecking = true;
    try {
      // Another page may have continued. If the session has ended, this page cannot go on.
      await renew();
    } catch (error) {
      if (!isSessionOver(error)) return void expectProblem(error);
      end = null;
      box.close();
      leaveOnce();
    } finally {
      isChecking = false;
    }
  };

  const show = () => {
    if (!end) return;
    const left = end.at - Date.now();
    if (left > warningTime()) return;
    text.textContent = t("session_ends", { time: format(left) });
    more.textContent = t(end.canExtend ? "session_ends_idle" : "session_ends_finally");
    button.textContent = t(end.canExtend ? "continue" : "understood");
    if (!box.open && (end.canExtend || !isAcknowledged)) box.showModal();
    if (left <= 0) void check();
  };

  /** @param {SessionEnd} known @param {number} [at] - when the session ends, in milliseconds */
  const adopt = ({ endsIn, canExtend }, at = Date.now() + endsIn * 1000) => {
    end = { at, length: Math.max(end?.length ?? 0, endsIn * 1000), canExtend };
    if (box.open && at - Date.now() > warningTime()) box.close();
    show();
  };

  const sendReport = async () => {
    clearTimeout(report);
    report = undefined;
    reportedAt = Date.now();
    try {
      await reportUse();
    } catch (error) {
      // Without the server the session goes on to its end, of which the page warns.
      expectProblem(error);
    }
  };

  /** @param {Event} event */
  const onInput = (event) => {
    // The warning needs an answer: a pointer that was only pushed is none.
    if (!event.isTrusted || box.open || report || !end?.canExtend) return;
    const wait = reportedAt + Math.min(REPORT_MS, end.length / 10) - Date.now();
    if (wait <= 0) void sendReport();
    else report = setTimeout(() => void sendReport(), wait);
  };

  document.addEventListener("lab:session", (event) => {
    const known = /** @type {CustomEvent<SessionEnd>} */ (event).detail;
    adopt(known);
    pages.postMessage({ ...known, at: end?.at });
  });
  pages.addEventListener("message", ({ data }) => adopt(data, data.at));
  for (const kind of INPUT) addEventListener(kind, onInput, { capture: true, passive: true });
  // With the button or Escape. If the report fails, the next tick shows the warning again.
  box.addEventListener("close", () => {
    if (!end || end.at - Date.now() > warningTime()) return;
    if (end.canExtend) void sendReport();
    else isAcknowledged = true;
  });
  setInterval(show, TICK_MS);
  document.addEventListener("visibilitychange", show);
}
