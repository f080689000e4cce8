/** Divides long work into tasks, between which the page responds. */

/** Continue in a task of its own: `await nextTask()`. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve));
