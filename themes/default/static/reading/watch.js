// What a reader watches for comes first in its section, and what they muted is folded away at its end.

import { element, every, maybe, one } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { aboutOf } from "./about.js";
import { bring, unmark, wrap } from "./filter.js";
import { gradually } from "./idle.js";
import { finder, namer, parts, phrase } from "./match.js";
import { current } from "./state.js";

/** @typedef {import("./list.js").Paper} Paper */

let before = JSON.stringify([[], []]);
let stop = () => {};
/** @type {Map<string, number>} */
let numbers = new Map();

/** How many papers have each word. */
export const counts = () => numbers;

/**
 * Bring the papers of a day into the order of the reader's words, in the page and in the list.
 * @param {Paper[]} papers
 */
export function arrange(papers) {
  const { watch, mute } = current();
  const now = JSON.stringify([watch, mute]);
  if (now === before) return;
  before = now;
  const wanted = [...watch, ...mute].map(phrase);
  const finders = [finder(wanted, "", "title"), finder(wanted, "")];
  const names = namer(wanted);
  const having = wanted.map(() => /** @type {Set<string>} */ (new Set()));
  for (const paper of papers) {
    const texts = [paper.link, paper.texts[1]];
    const found = texts.map((text, n) => finders[n](text.textContent));
    const all = new Set([...found.flat().map(([n]) => n), ...(names?.(aboutOf(paper.element)) ?? [])]);
    for (const n of all) having[n].add(paper.id);
    const watched = watch.filter((_, n) => all.has(n));
    paper.muted = !watched.length && all.size > 0;
    paper.element.classList.toggle("is-muted", paper.muted);
    tell(paper, watched);
    paper.spans = found.map((some) => parts(some.filter(([n]) => n < watch.length)));
  }
  numbers = new Map(wanted.map(({ text }, n) => [text, having[n].size]));
  order(papers);
  stop();
  stop = gradually(papers.filter(({ spans, marked }) => marked !== JSON.stringify(spans)), highlight);
}

/** @param {Paper} paper */
function highlight(paper) {
  paper.marked = JSON.stringify(paper.spans);
  [paper.link, paper.texts[1]].forEach((text, n) => {
    unmark(text, ".watch");
    wrap(text, paper.spans[n], "watch");
  });
  bring(paper.texts[1]);
}

/**
 * Name a paper's words under its title.
 * @param {Paper} paper
 * @param {string[]} watched
 */
function tell(paper, watched) {
  if (paper.watched) one(".watched", HTMLElement, paper.element).remove();
  paper.watched = watched.length > 0;
  if (!paper.watched) return;
  const said = element("p", { className: "watched", textContent: `Watched: ${watched.join(", ")}` });
  const by = maybe(".by", HTMLElement, paper.element);
  if (by) by.prepend(said, " ");
  else paper.texts[0].after(said);
}

/**
 * Put the papers of each section in order, in the page and in the list: those that are watched, the others, what is muted,
 * and among each of these what is most like the reader's stars.
 * @param {Paper[]} papers
 */
export function order(papers) {
  const focused = document.activeElement;
  papers.splice(0, papers.length, ...every(".section", HTMLElement).flatMap((section) => sorted(section, papers)));
  if (focused !== document.activeElement && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} section
 * @param {Paper[]} papers
 * @returns {Paper[]} those of the section, in their new order
 */
function sorted(section, papers) {
  const own = papers.filter(({ element }) => element.parentElement === section);
  own.sort((one, other) => other.likeness - one.likeness || one.place - other.place);
  const muted = own.filter((paper) => paper.muted);
  const rest = own.filter((paper) => !paper.muted);
  const all = [...rest.filter((paper) => paper.watched), ...rest.filter((paper) => !paper.watched), ...muted];
  const elements = all.map(({ element }) => element);
  const fold = maybe(".fold", HTMLElement, section);
  if (muted.length) elements.splice(rest.length, 0, fold ?? made(section));
  else fold?.remove();
  let place = section.querySelector(".paper, .fold");
  for (const element of elements) {
    if (element === place) place = element.nextElementSibling;
    else section.insertBefore(element, place);
  }
  return all;
}

/** @param {HTMLElement} section */
function made(section) {
  const button = element("button", { type: "button", className: "fold" });
  button.addEventListener("click", () => {
    section.classList.toggle("unfolded");
    section.dispatchEvent(new Event("fold", { bubbles: true }));
  });
  return button;
}

/** Say on each section's button how many of its papers are folded away, of those that the filter leaves. */
export function label() {
  for (const section of every(".section", HTMLElement)) {
    const button = maybe(".fold", HTMLElement, section);
    if (!button) continue;
    const muted = section.querySelectorAll(".is-muted:not([hidden])").length;
    const open = section.classList.contains("unfolded");
    button.hidden = !muted;
    button.textContent = `${open ? "Hide" : "Show"} ${count(muted, "muted paper")}`;
    button.setAttribute("aria-expanded", String(open));
  }
}
