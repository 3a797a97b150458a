// On a phone: a bar within reach of the thumb, and swiping. To the left marks a paper as read, to the right stars it.

import { around, element, maybe, one } from "../lib/dom.js";
import { choose, papers, readOne, undo } from "./list.js";
import { star } from "./marks.js";
import { canStar } from "./star.js";
import { current, follow } from "./state.js";
import { tell } from "./toast.js";

const FAR = 64; // px that a finger moves before it means something

/** @param {string} text @param {() => void} act */
function button(text, act) {
  const made = element("button", { type: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

/** @param {"back" | "on"} way @param {string} text */
function day(way, text) {
  const link = maybe(`.turn .${way}`, HTMLAnchorElement);
  return link ? element("a", { href: link.href, textContent: text }) : element("span");
}

export function begin() {
  const filter = one("#_filter", HTMLInputElement);
  const hide = one("#_hide", HTMLButtonElement);
  const unread = button("Unread", () => hide.click());
  const show = () => {
    unread.textContent = hide.textContent;
    unread.setAttribute("aria-pressed", hide.getAttribute("aria-pressed") ?? "false");
  };
  follow(show);
  show();
  const bar = element(
    "nav",
    { className: "thumb" },
    day("back", "← Earlier"),
    unread,
    button("Filter", () => {
      filter.scrollIntoView({ block: "nearest" });
      filter.focus();
    }),
    day("on", "Later →"),
  );
  bar.setAttribute("aria-label", "Day");
  document.body.append(bar);
  swipes();
}

function swipes() {
  /** @type {{ x: number, y: number } | null} */
  let from = null;
  addEventListener("touchstart", ({ touches }) => (from = touches.length === 1 ? { x: touches[0].clientX, y: touches[0].clientY } : null), { passive: true });
  addEventListener(
    "touchend",
    ({ target, changedTouches: [{ clientX, clientY }] }) => {
      const article = around(target, "article.paper");
      const paper = papers.find(({ element }) => element === article);
      if (!from || !paper) return;
      const [x, y] = [clientX - from.x, clientY - from.y];
      from = null;
      if (Math.abs(x) < FAR || Math.abs(x) < 2 * Math.abs(y)) return;
      choose(paper);
      if (x < 0) readOne(paper);
      else if (canStar) star(paper.element);
      else return;
      const { read, starred } = current();
      const said = x < 0 ? (paper.id in read ? "Marked as read" : "Marked as unread") : paper.id in starred ? "Starred" : "Star removed";
      tell(said, undo);
    },
    { passive: true },
  );
}
