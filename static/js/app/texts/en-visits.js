/** English: appointments, results, and what happened. */

/** @type {Record<keyof typeof import("./es-visits.js").esVisits, string>} */
export const enVisits = {
  appointments: "Appointments",
};
