/** The chart of events per minute. */

import uPlot from "../../vendor/uplot/uPlot.esm.js";
import { t } from "./texts.js";

const HEIGHT = 140;

/** @param {number} minute - in seconds */
function clockAt(minute) {
  const local = new Date(minute * 1000);
  return [local.getHours(), local.getMinutes()].map((one) => String(one).padStart(2, "0")).join(":");
}

/** @param {string} name */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);

export function drawRate() {
  /** @type {any} */
  let chart = null;
  let isDrawn = false;
  let isOutdated = false;
  const draw = () => {
    const box = document.getElementById("rate");
    if (!box) return;
    /** @type {[number, number][]} */
    const rate = JSON.parse(box.dataset.rate ?? "[]");
    const data = [rate.map(([minute]) => minute), rate.map(([, count]) => count)];
    if (chart && box.contains(chart.root)) {
      if (isDrawn) chart.setData(data);
      else isOutdated = true;
      return;
    }
    isDrawn = false;
    isOutdated = false;
    const axis = {
      stroke: getComputedStyle(document.body).color,
      grid: { stroke: colour("--tblr-border-color"), width: 1 },
    };
    chart = new uPlot(
      {
        width: box.clientWidth || 300,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false },
        axes: [
          {
            ...axis,
            values: (/** @type {any} */ _chart, /** @type {number[]} */ moments) => moments.map(clockAt),
          },
          { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], size: 40 },
        ],
        scales: {
          y: {
            range: (/** @type {any} */ _chart, /** @type {number} */ _low, /** @type {number} */ high) => [
              0,
              Math.max(5, high),
            ],
          },
        },
        series: [
          { label: t("time") },
          {
            label: t("events_per_minute"),
            stroke: colour("--tblr-primary"),
            fill: colour("--tblr-primary-lt"),
            width: 2,
          },
        ],
      },
      data,
      (/** @type {any} */ made, /** @type {() => void} */ begin) => {
        box.append(made.root);
        // In a task of its own, since preparing took long.
        setTimeout(() => {
          begin();
          isDrawn = true;
          if (isOutdated) draw();
        });
      },
    );
  };
  draw();
  document.addEventListener("lab:merged", draw);
  addEventListener("resize", () => {
    if (isDrawn) chart.setSize({ width: document.getElementById("rate")?.clientWidth || 300, height: HEIGHT });
  });
}
