/** English: the erasure of the user's data. */

/** @type {Record<keyof typeof import("./es-erasure.js").esErasure, string>} */
export const enErasure = {
  erasure: "Erase my data",
  erasure_goes:
    "Your account, your contact data and your document, your notices and your sessions are deleted, and your open " +
    "appointments are cancelled. Your name also disappears from the records of the laboratory.",
  erasure_stays:
    "The law requires that appointments and results are kept for years: they are sealed, and nobody has access. " +
    "Download a copy first, because you will not see them either.",
  erasure_final: "It cannot be undone. The laboratory checks your identity and the pending results, and then does it.",
  erasure_ask: "Request the erasure",
  erasure_sent: "The request was sent to the laboratory.",
  erasure_pending: "waiting for the laboratory",
  erasure_since: "Requested on {when}",
  erasure_withdraw: "Withdraw the request",
  erasure_withdraw_sure: "Withdraw the request? Your data stay as they are.",
  erasure_withdrawn: "The request is withdrawn.",
  erasure_declined: "The laboratory did not erase your data: {reason}",
  erasure_was_requested: "You requested that your data are erased.",
  erasure_was_withdrawn: "You withdrew the request to erase your data.",
  erasure_was_declined: "The laboratory did not erase your data: {reason}",
  erasure_was_erased: "The laboratory erased your data.",
  why_erased: "The laboratory erased your data, as you requested. This account no longer exists.",
};
