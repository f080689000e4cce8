/** Spanish: appointments, results, and what happened. */

export const esVisits = {
  appointments: "Citas",
};
