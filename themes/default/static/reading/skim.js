// A list of papers as an instrument: rows to skim, words to watch and to mute, the order of stars, a filter, and keys for all
// of it. The page has all its papers without this file.

import { maybe, one } from "../lib/dom.js";
import { begin as beginFilter } from "./filtering.js";
import { begin, here, move, next, open, papers, readAbove, readOne, show, undo } from "./list.js";
import { help as showKeys, listen } from "./keys.js";
import { star } from "./marks.js";
import { begin as beginRank, toggleRank } from "./rank.js";
import { canStar } from "./star.js";
import { update } from "./state.js";
import { begin as beginThumb } from "./thumb.js";
import { show as showWords } from "./words.js";

const [resume, help, words] = ["#_resume", "#_help", "#_words"].map((id) => one(id, HTMLButtonElement));
const filter = one("#_filter", HTMLInputElement);

/** @param {(paper: import("./list.js").Paper) => void} act */
const withPaper = (act) => () => {
  const paper = here();
  if (paper) act(paper);
};
/** @param {"back" | "on"} way */
const turn = (way) => () => maybe(`.turn .${way}`, HTMLAnchorElement)?.click();

const twoFrames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Make the list of a page one that can be skimmed. */
export async function skim() {
  help.addEventListener("click", showKeys);
  words.addEventListener("click", showWords);

  listen({
    down: { key: "j", about: "Next paper", act: () => move(1) },
    up: { key: "k", about: "Previous paper", act: () => move(-1) },
    open: { key: "o", about: "Show the whole paper, or less of it", act: open },
    next: { key: "n", about: "Mark as read, and go to the next paper", act: next },
    read: { key: "x", about: "Mark as read or unread", act: withPaper(readOne) },
    above: { key: "X", about: "Mark all papers down to this one as read", act: readAbove },
    star: canStar ? { key: "s", about: "Star or unstar", act: withPaper(({ element }) => star(element)) } : null,
    undo: { key: "u", about: "Undo", act: undo },
    pdf: {
      key: "v",
      about: "Open the PDF in a new tab",
      act: withPaper(({ element }) => {
        const pdf = maybe(".pdf", HTMLAnchorElement, element);
        if (pdf) globalThis.open(pdf.href, "_blank", "noopener");
      }),
    },
    titles: { key: "1", about: "Show titles", act: () => show("titles") },
    short: { key: "2", about: "Show the beginnings of abstracts", act: () => show("short") },
    full: { key: "3", about: "Show whole abstracts", act: () => show("full") },
    pane: {
      key: "p",
      about: "Show or hide the current paper beside the list",
      act: () => update(({ settings }) => (settings.pane = settings.pane === false)),
    },
    resume: { key: "r", about: "Continue where you left", act: () => resume.click() },
    words: { key: "m", about: "Edit watched and muted words", act: showWords },
    rank: maybe("#_rank", HTMLElement) && { key: "b", about: "Sort by similarity to starred papers, or by the digest", act: toggleRank },
    filter: { key: "/", about: "Filter papers", act: () => filter.focus() },
    back: { key: "[", about: "Previous day", act: turn("back") },
    on: { key: "]", about: "Next day", act: turn("on") },
  });
  begin();
  await beginRank(papers);
  const page = document.documentElement;
  if (page.classList.contains("sorting")) await twoFrames(); // of which the first lays out the rows that were moved
  page.classList.remove("sorting");
  const [navigation] = performance.getEntriesByType("navigation");
  const isNew = navigation instanceof PerformanceNavigationTiming && navigation.type === "navigate";
  const target = isNew && maybe(":target", Element);
  for (let times = 0; target && times < 3; times += 1) {
    target.scrollIntoView(); // again, for what comes in sight is laid out only then
    await twoFrames();
  }
  beginFilter(papers);
  beginThumb();
}
