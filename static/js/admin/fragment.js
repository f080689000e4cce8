/** Parts of pages, as the server renders them. */

/**
 * Parse a part of a page. Scripts in it do not run.
 *
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function parseFragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
