// A long list, of which as much is in the page as the reader has come to: rows that nobody sees take time and memory, too.

import { element } from "../lib/dom.js";

const PORTION = 100; // rows
const AHEAD = "1000px"; // before the end of the list is in sight, there is more of it

/**
 * Make a list that shows its first rows at once, and more of them as one scrolls or asks for them.
 * @template T
 * @param {HTMLElement} place
 * @param {(item: T) => HTMLElement} rowOf called for what is shown; the same element each time keeps focus and place
 * @returns {{ draw: (items: T[], anew: boolean) => void, upTo: (number: number) => void }} `draw` shows items, from the
 *   first on again or as many as there were; `upTo` makes sure that a number of them is in the page, `Infinity` for all
 */
export function portions(place, rowOf) {
  /** @type {T[]} */
  let all = [];
  let wanted = PORTION;
  const button = element("button", { type: "button" });
  const end = element("p", { className: "more-rows", hidden: true }, button);
  place.after(end);

  function fill() {
    const rows = all.slice(0, wanted).map(rowOf);
    const kept = new Set(rows);
    for (const old of [...place.children]) if (!kept.has(/** @type {HTMLElement} */ (old))) old.remove();
    let at = place.firstElementChild;
    for (const row of rows) {
      if (row === at) at = at.nextElementSibling;
      else place.insertBefore(row, at);
    }
    const left = all.length - rows.length;
    end.hidden = !left;
    button.textContent = `Show ${Math.min(left, PORTION)} of ${left.toLocaleString("en")} more`;
  }

  /** @param {number} number */
  function upTo(number) {
    if (number <= wanted || wanted >= all.length) return;
    wanted = Math.min(all.length, Math.ceil(number / PORTION) * PORTION);
    fill();
  }

  const more = () => upTo(wanted + 1);
  button.addEventListener("click", () => {
    const first = wanted;
    more();
    place.children[first]?.querySelector("a")?.focus();
  });
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && more(), { rootMargin: AHEAD }).observe(end);
  addEventListener("beforeprint", () => upTo(Infinity));
  return {
    upTo,
    draw(items, anew) {
      all = items;
      if (anew) wanted = PORTION;
      fill();
    },
  };
}
