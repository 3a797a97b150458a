// The papers of a page as a list that can be skimmed: which is the current one, how much of it is shown, what is marked.
// The page has all its papers without this file.

import { around, element, every, maybe, one } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { coinsOf } from "./about.js";
import { gradually } from "./idle.js";
import { buttons, draw as drawMarks, markRead, star, toggleRead, undo as undoLast } from "./marks.js";
import { showIn, isBeside } from "./pane.js";
import { current, failure, follow, update } from "./state.js";
import { tell as toast } from "./toast.js";
import { arrange, label } from "./watch.js";

const UPPER = 3; // the part of a window that the current paper is kept in is its first third
const PLACES = 50; // pages whose place is remembered

const page = document.documentElement;
const [worded, progress] = ["#_worded", "#_progress"].map((id) => one(id, HTMLElement));
const [hide, resume] = ["#_hide", "#_resume"].map((id) => one(id, HTMLButtonElement));
const tools = one(".reading", HTMLElement);
const densities = every(".choices button", HTMLButtonElement, tools);

export const papers = every("article.paper", HTMLElement).map((element, place) => ({
  element,
  place,
  id: element.dataset.id ?? "",
  link: one(".title a:not(.number)", HTMLAnchorElement, element),
  number: one(".number", HTMLElement, element).textContent,
  marks: /** @type {HTMLElement | null} */ (null), // its buttons, as soon as they are made
  texts: [".title", ".abstract"].map((part) => one(part, HTMLElement, element)),
  authors: maybe(".authors", HTMLElement, element),
  code: !!maybe(".code", HTMLElement, element),
  plain: "",
  watched: false,
  muted: false,
  likeness: 0, // to what is starred
  spans: /** @type {import("./filter.js").Span[][]} */ ([[], []]), // of watched words in the title and the abstract
  marked: "[[],[]]", // the spans that are marked
}));

/** @typedef {(typeof papers)[number]} Paper */

const byElement = new Map(papers.map((paper) => [paper.element, paper]));

// How much is shown

/** @returns {"titles" | "short" | "full"} */
const density = () => current().settings.density ?? "short";

/** @param {Paper} paper */
const isOpen = ({ element }) => element.classList.contains("open");

/** @param {string} value */
export function show(value) {
  if (value !== "titles" && value !== "short" && value !== "full") return;
  const keep = here();
  update(({ settings }) => (settings.density = value));
  if (keep) inSight(keep);
}

/**
 * Show a paper's whole text, or as much as of the others.
 * @param {Paper} paper
 * @param {boolean} [open]
 */
export function toggle(paper, open = !isOpen(paper)) {
  paper.element.classList.toggle("open", open);
  expanded(paper);
}

/** @param {Paper} paper */
function expanded({ element, marks }) {
  const more = marks && maybe(".more-of", HTMLElement, marks);
  more?.setAttribute("aria-expanded", String(element.classList.contains("open")));
}

/** Show the whole text of the current paper, beside the list or in it; and then as much as of the others. */
export function open() {
  const paper = here();
  if (!paper) return;
  choose(paper);
  if (isBeside()) return showIn(paper, true);
  toggle(paper);
  inSight(paper);
}

/** @type {string | undefined} */
let drawn;
let stop = () => {};

export function draw() {
  arrange(papers);
  label();
  const { read, starred, settings } = current();
  const whole = density() === "full";
  if (density() !== drawn) {
    page.dataset.density = density();
    stop();
    const from = Math.max(papers.findIndex((paper) => paper === here()), 0);
    const all = drawn === undefined && !whole ? [] : [...papers.slice(from), ...papers.slice(0, from)];
    stop = gradually(all, (paper) => toggle(paper, whole)); // those in sight at once
    document.addEventListener("fold", label);
for (const button of densities) button.setAttribute("aria-pressed", String(button.value === density()));
    drawn = density();
  }
  page.classList.toggle("hide-read", !!settings.hidden);
  page.classList.toggle("no-pane", settings.pane === false);
  hide.setAttribute("aria-pressed", String(!!settings.hidden));
  const ids = new Set(papers.map(({ id }) => id));
  for (const { element, marks } of papers) drawMarks(element, marks);
  const [done, stars] = [read, starred].map((marked) => [...ids].filter((id) => id in marked).length);
  const counts = [done && `${done} of ${ids.size} read`, stars && `${stars} starred`].filter(Boolean).join(", ");
  progress.textContent = failure() ? `Not saved: ${failure()}` : counts;
  hide.textContent = `Unread ${ids.size - done}`;
  drawResume();
  /** @param {(paper: Paper) => boolean} some */
  const number = (some) => new Set(papers.filter(some).map(({ id }) => id)).size;
  const [watched, muted] = [number((paper) => paper.watched), number((paper) => paper.muted)];
  worded.textContent = [watched && `${watched} watched`, muted && `${muted} muted`].filter(Boolean).join(", ");
}

// The current paper

/** @type {Paper | null} */
let chosen = null;

export const visible = () => papers.filter(({ element }) => element.offsetParent);

/** @returns {Paper | undefined} the current paper, or else the first that is in sight */
export function here() {
  const focused = byElement.get(/** @type {HTMLElement} */ (around(document.activeElement, "article.paper")));
  const paper = focused ?? chosen;
  if (paper?.element.offsetParent) return paper;
  const top = tools.getBoundingClientRect().bottom;
  return visible().find(({ element }) => element.getBoundingClientRect().bottom > top);
}

/** @param {Paper} paper */
export function choose(paper) {
  if (chosen !== paper) chosen?.element.classList.remove("current");
  const isFirst = !chosen;
  chosen = paper;
  paper.element.classList.add("current");
  if (isFirst) drawResume();
  showIn(paper, false);
}

/** @param {Paper | undefined} paper */
export function go(paper) {
  if (!paper) return;
  choose(paper);
  paper.link.focus({ preventScroll: true });
  const { top } = paper.element.getBoundingClientRect();
  const [head, third] = [tools.getBoundingClientRect().bottom + 40, innerHeight / UPPER];
  if (top < head || top > third) scrollBy(0, top - (top < head ? head : third));
}

/** @param {Paper} paper that is brought in sight as a whole, or from its beginning on */
function inSight({ element }) {
  const { top, bottom } = element.getBoundingClientRect();
  const head = tools.getBoundingClientRect().bottom + 40;
  if (top < head) scrollBy(0, top - head);
  else if (bottom > innerHeight) scrollBy(0, Math.min(bottom - innerHeight, top - head));
}

/** @param {number} step */
export function move(step) {
  const among = visible();
  const paper = here();
  const at = paper === chosen || paper?.element.contains(document.activeElement) ? step : 0; // the first is where one is
  go(paper && among[among.indexOf(paper) + at]);
}

// Marks

/** @param {Paper} paper */
export function readOne(paper) {
  leaving(paper, () => toggleRead(paper.id));
}

/** Mark the current paper as read, and go to the next. */
export function next() {
  const paper = here();
  if (!paper) return;
  const among = visible();
  const after = among[among.indexOf(paper) + 1];
  choose(paper);
  markRead([paper.id]);
  if (after) go(after);
}

/** Mark all papers down to the current one as read. */
export function readAbove() {
  const paper = here();
  const among = visible();
  if (paper) leaving(paper, () => many(among.slice(0, among.indexOf(paper) + 1)));
}

/** @param {Paper[]} some */
export function many(some) {
  const number = markRead(some.map(({ id }) => id));
  toast(number ? `${count(number, "paper")} marked as read` : "All of these were read already", number ? undo : undefined);
}

/** @param {Paper} paper @param {() => void} act after which the paper may be hidden: the focus goes on to the next */
function leaving(paper, act) {
  const among = visible();
  const at = among.indexOf(paper);
  const isCurrent = paper === chosen || paper.element.contains(document.activeElement);
  act();
  if (isCurrent && !paper.element.offsetParent) go(among.slice(at + 1).find(isShown) ?? among.slice(0, at).findLast(isShown));
}

/** @param {Paper} paper */
const isShown = ({ element }) => element.offsetParent !== null;

export function undo() {
  toast(undoLast() || "Nothing to undo");
}

// Where the reader was

const path = location.pathname;
const place = papers.find(({ id }) => id === current().places[path]);

/** @returns {Paper | undefined} where the reader left, or else what they have not read */
function unfinished() {
  const { read } = current();
  if (place && !chosen) return place;
  const ids = papers.filter(({ muted, id }) => !muted && !(id in read));
  return ids.length < papers.length ? ids[0] : undefined;
}

function drawResume() {
  const place = unfinished();
  resume.hidden = !place;
  if (place) resume.textContent = `Continue at ${place.number}`;
}

resume.addEventListener("click", () => go(unfinished()));
addEventListener("pagehide", () => {
  const { places } = current();
  if (!chosen || places[path] === chosen.id) return;
  const { id } = chosen;
  update((state) => {
    const { [path]: _, ...others } = state.places;
    state.places = Object.fromEntries([...Object.entries(others), [path, id]].slice(-PLACES));
  });
});

// Together

/** @param {Paper} paper */
function equip(paper) {
  const acts = { more: () => (choose(paper), toggle(paper)), read: () => readOne(paper), star: () => star(paper.element) };
  paper.marks = buttons(paper.element, acts);
  paper.element.append(paper.marks, element("span", { className: "Z3988", title: coinsOf(paper.element) })); // for Zotero
  drawMarks(paper.element, paper.marks);
  expanded(paper);
}

/** A section's end marks all of it as read, and its head folds it. */
function ends() {
  for (const section of every(".section", HTMLElement)) {
    const own = papers.filter(({ element }) => element.parentElement === section);
    if (own.length < 2) continue;
    const button = element("button", { type: "button", textContent: `Mark all ${own.length} as read` });
    button.addEventListener("click", () => many(own));
    section.append(element("p", { className: "section-end" }, button));
    const head = maybe(":scope > :is(h2, h3)", HTMLElement, section);
    if (!head) continue;
    const name = section.dataset.topic ?? section.dataset.category ?? "";
    const fold = element("button", { type: "button", className: "fold-section" });
    const drawFold = () => {
      const folded = !!current().settings.folded?.includes(name);
      section.classList.toggle("folded", folded);
      fold.textContent = folded ? "Show" : "Fold";
      fold.setAttribute("aria-expanded", String(!folded));
      fold.setAttribute("aria-label", `${fold.textContent} ${name}`);
    };
    fold.addEventListener("click", () =>
      update(({ settings }) => {
        const { folded = [] } = settings;
        settings.folded = folded.includes(name) ? folded.filter((other) => other !== name) : [...folded, name];
      }),
    );
    head.append(fold);
    follow(drawFold);
    drawFold();
  }
}

document.addEventListener("click", ({ target }) => {
  const paper = byElement.get(/** @type {HTMLElement} */ (around(target, "article.paper")));
  if (!paper) return;
  choose(paper);
  if (around(target, "a, button") || String(getSelection())) return;
  if (!isBeside() && around(target, ".abstract")) toggle(paper);
});
document.addEventListener("fold", label);
for (const button of densities) button.addEventListener("click", () => show(button.value));
hide.addEventListener("click", () => update(({ settings }) => (settings.hidden = !settings.hidden)));

/** Show what is known, and make what the page has not. */
export function begin() {
  ends();
  follow(draw);
  draw();
  gradually(papers.slice(), equip);
  const first = here();
  if (first) showIn(first, false);
}
