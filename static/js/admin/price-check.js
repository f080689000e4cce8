/** Which changes of prices are asked about before they are saved, since they may be slips of the keyboard. */

import { formatAmount, hundredths } from "../shared/format.js";
import { language, t } from "./texts.js";

// The share of the old price by which a new one may differ without a question.
const USUAL_SHARE = 0.5;

/**
 * Return what is unusual about a new price: that it is zero, or that it differs much from the old one. Empty if nothing
 * is, also for text that is no price, which the server refuses.
 *
 * @param {string} before - an empty text for a new record
 * @param {string} after
 * @returns {"" | "free" | "far"}
 */
export function unusual(before, after) {
  if (!/^\d+(\.\d+)?$/.test(after)) return "";
  const [old, price] = [hundredths(before), hundredths(after)];
  if (before !== "" && old === price) return "";
  if (price === 0) return "free";
  return old > 0 && Math.abs(price - old) > old * USUAL_SHARE ? "far" : "";
}

/**
 * Return the question to ask before a price is saved, or null.
 *
 * @param {string} name
 * @param {string} before
 * @param {string} after
 */
export function priceQuestion(name, before, after) {
  const kind = unusual(before, after);
  if (!kind) return null;
  const [old, price] = [before, after].map((one) => formatAmount(language, hundredths(one)));
  return t(`price_${kind}`, { name, before: old, after: price });
}
