/** The selected rows of a list. The selection outlives searching, paging and refreshing the list. */

/** @type {Set<number>} */
export const selected = new Set();

/** @param {Element} list @returns {HTMLInputElement[]} */
const boxesOf = (list) => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll('[data-choose="one"]')]);

/**
 * Make the rows of `list` selectable. `onChange` receives the number of selected rows.
 *
 * @param {Element} list
 * @param {(count: number) => void} onChange
 * @returns {() => void} updates the boxes after a change of `selected`
 */
export function enableSelection(list, onChange) {
  const show = () => {
    const boxes = boxesOf(list);
    for (const box of boxes) box.checked = selected.has(Number(box.value));
    const page = list.querySelector("#choose-page");
    if (page instanceof HTMLInputElement) {
      const count = boxes.filter((box) => box.checked).length;
      page.checked = count > 0 && count === boxes.length;
      page.indeterminate = count > 0 && count < boxes.length;
    }
    onChange(selected.size);
  };
  list.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const boxes = box.id === "choose-page" ? boxesOf(list) : box.dataset.choose === "one" ? [box] : [];
    for (const { value } of boxes) {
      if (box.checked) selected.add(Number(value));
      else selected.delete(Number(value));
    }
    show();
  });
  list.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-choose]");
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.choose === "none") selected.clear();
    else for (const id of (button.dataset.ids ?? "").split(",")) selected.add(Number(id));
    show();
  });
  list.addEventListener("htmx:afterSettle", show);
  list.addEventListener("lab:merged", show);
  show();
  return show;
}
