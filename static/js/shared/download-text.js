/** Saves a text as a file of the device. */

/**
 * @param {string} name
 * @param {string} text
 */
export function downloadText(name, text) {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain" }));
  link.click();
  URL.revokeObjectURL(link.href);
}
