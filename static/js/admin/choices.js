/** Which rows of a list are chosen: kept while the list is searched, paged and refreshed. */

/** @type {Set<number>} */
export const chosen = new Set();

/** @param {Element} list @returns {HTMLInputElement[]} */
const boxesOf = (list) => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll('[data-choose="one"]')]);

/**
 * Let people choose rows of `list`; `onChange` hears how many they are.
 *
 * @param {Element} list
 * @param {(count: number) => void} onChange
 * @returns {() => void} shows again what is chosen
 */
export function letChoose(list, onChange) {
  const show = () => {
    const boxes = boxesOf(list);
    for (const box of boxes) box.checked = chosen.has(Number(box.value));
    const page = list.querySelector("#choose-page");
    if (page instanceof HTMLInputElement) {
      const count = boxes.filter((box) => box.checked).length;
      page.checked = count > 0 && count === boxes.length;
      page.indeterminate = count > 0 && count < boxes.length;
    }
    onChange(chosen.size);
  };
  list.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const boxes = box.id === "choose-page" ? boxesOf(list) : box.dataset.choose === "one" ? [box] : [];
    for (const { value } of boxes) {
      if (box.checked) chosen.add(Number(value));
      else chosen.delete(Number(value));
    }
    show();
  });
  list.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-choose]");
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.choose === "none") chosen.clear();
    else for (const id of (button.dataset.ids ?? "").split(",")) chosen.add(Number(id));
    show();
  });
  list.addEventListener("htmx:afterSettle", show);
  list.addEventListener("lab:merged", show);
  show();
  return show;
}
