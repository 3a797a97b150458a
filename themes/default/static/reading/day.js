// A day as an instrument: titles first, one abstract or all, what has been read, words to watch and to mute, the order of
// stars, a filter, and keys for all of it.
// The page has all its papers without this file.

import { around, every, maybe, one } from "../lib/dom.js";
import { aboutOf } from "./about.js";
import { mark, plain, unmark, words as wordsOf } from "./filter.js";
import { gradually } from "./idle.js";
import { help as showKeys, listen } from "./keys.js";
import { begin, toggleRank } from "./rank.js";
import { toggleStar } from "./star.js";
import { current, failure, follow, update } from "./state.js";
import { arrange, label } from "./watch.js";
import { show as showWords } from "./words.js";

const filter = one("#_filter", HTMLInputElement);
const [shown, worded, progress] = ["#_shown", "#_worded", "#_progress"].map((id) => one(id, HTMLElement));
const [expand, hide, resume, help, words] = ["#_expand", "#_hide", "#_resume", "#_help", "#_words"].map((id) =>
  one(id, HTMLButtonElement),
);
const page = document.documentElement;

const papers = every("article.paper", HTMLElement).map((element, place) => ({
  element,
  place,
  id: element.dataset.id ?? "",
  link: one(".title a:not(.number)", HTMLElement, element),
  more: maybe(".more-of", HTMLElement, element), // not of a paper without an abstract
  read: one(".read", HTMLElement, element),
  texts: [".title", ".abstract"].map((part) => one(part, HTMLElement, element)),
  authors: maybe(".authors", HTMLElement, element),
  plain: "",
  watched: false,
  muted: false,
  likeness: 0, // to what is starred
  spans: /** @type {import("./filter.js").Span[][]} */ ([[], []]), // of watched words in the title and the abstract
  marked: "[[],[]]", // the spans that are marked
}));

/** @typedef {(typeof papers)[number]} Paper */

// What has been read, in which order, and how much of a paper is shown

function draw() {
  arrange(papers);
  tell();
  const { read, starred, settings } = current();
  page.classList.toggle("expanded", !!settings.expanded);
  page.classList.toggle("hide-read", !!settings.hidden);
  expand.setAttribute("aria-pressed", String(!!settings.expanded));
  hide.setAttribute("aria-pressed", String(!!settings.hidden));
  const ids = new Set();
  let [done, stars] = [0, 0];
  for (const paper of papers) {
    const isRead = paper.id in read;
    paper.element.classList.toggle("is-read", isRead);
    paper.read.setAttribute("aria-pressed", String(isRead));
    paper.more?.setAttribute("aria-expanded", String(isOpen(paper)));
    if (!ids.has(paper.id)) {
      done += Number(isRead);
      stars += Number(paper.id in starred);
    }
    ids.add(paper.id);
  }
  const counts = [done && `${done} of ${ids.size} read`, stars && `${stars} starred`].filter(Boolean).join(", ");
  progress.textContent = failure() ? `Not saved: ${failure()}` : counts;
  resume.disabled = !done || done === ids.size;
  const next = resume.disabled ? undefined : papers.find(({ id, muted }) => !muted && !(id in read));
  resume.textContent = next ? `Continue at ${one(".number", HTMLElement, next.element).textContent}` : "Continue";
}

/** Say how many papers are watched and muted, and how many the filter leaves. */
function tell() {
  label();
  /** @param {(paper: Paper) => boolean} some */
  const number = (some) => new Set(papers.filter(some).map(({ id }) => id)).size;
  const [watched, muted] = [number((paper) => paper.watched), number((paper) => paper.muted)];
  worded.textContent = [watched && `${watched} watched`, muted && `${muted} muted`].filter(Boolean).join(", ");
  const left = papers.filter(({ element, muted }) => !element.hidden && !(muted && !element.closest(".unfolded")));
  shown.textContent = filter.value.trim() ? `${left.length} of ${papers.length} shown` : "";
}

/** @param {Paper} paper */
const isOpen = ({ element }) => page.classList.contains("expanded") !== element.classList.contains("other");

/** @param {Paper} paper */
function toggle(paper) {
  paper.element.classList.toggle("other");
  paper.more?.setAttribute("aria-expanded", String(isOpen(paper)));
}

function toggleAll() {
  for (const { element } of papers) element.classList.remove("other");
  update(({ settings }) => (settings.expanded = !settings.expanded));
}

/** @param {Paper} paper */
function toggleRead(paper) {
  const { id, element } = paper;
  const among = visible();
  const at = among.indexOf(paper);
  const focused = element.contains(document.activeElement);
  update(({ read }) => {
    if (id in read) delete read[id];
    else read[id] = 1;
  });
  if (focused && !element.offsetParent) go(among[at + 1] ?? among[at - 1]); // it is hidden now
}

// Where the reader is

/** @type {Element | null} */
let touched = null;

const visible = () => papers.filter(({ element }) => element.offsetParent);

/** @param {Paper} paper */
const inSight = ({ element }) => element.getBoundingClientRect().bottom > 0;

/** @returns {Paper | undefined} the paper that has the focus or was clicked, as long as there is one */
const chosen = () => {
  const element = around(document.activeElement, "article.paper") ?? touched;
  return visible().find((paper) => paper.element === element);
};

/** @returns {Paper | undefined} */
const here = () => chosen() ?? visible().find(inSight);

/** @param {number} step */
function move(step) {
  const paper = chosen();
  const among = visible();
  go(paper ? among[among.indexOf(paper) + step] : here());
}

/** @param {Paper | undefined} paper */
function go(paper) {
  paper?.link.focus({ preventScroll: true });
  paper?.element.scrollIntoView({ block: "nearest" });
}

// The filter

let stop = () => {};

function select() {
  const wanted = wordsOf(filter.value);
  page.classList.add("filtered");
  stop();
  const found = papers.filter((paper) => {
    paper.plain ||= learn(paper);
    const fits = wanted.every((word) => paper.plain.includes(word));
    paper.element.hidden = !fits;
    return fits;
  });
  tell();
  for (const section of every(".section", HTMLElement)) {
    section.hidden = !!wanted.length && !section.querySelector("article:not([hidden])");
  }
  stop = gradually(found, ({ texts, authors }) => {
    for (const text of authors ? [...texts, authors] : texts) {
      unmark(text, ":not(.watch)");
      if (wanted.length) mark(text, wanted);
    }
  });
}

/** @param {Paper} paper */
function learn({ authors, element, texts }) {
  const names = authors ? aboutOf(element).authors : [];
  return plain([...texts.map((text) => text.textContent), ...names].join(" "));
}

// Together

for (const paper of papers) {
  paper.more?.addEventListener("click", () => toggle(paper));
  paper.read.addEventListener("click", () => toggleRead(paper));
  paper.texts[1].addEventListener("click", ({ target }) => {
    if (!around(target, "a") && !String(getSelection())) toggle(paper);
  });
}
document.addEventListener("click", ({ target }) => (touched = around(target, "article.paper")));
filter.addEventListener("input", select);
filter.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" && event.key !== "Enter") return;
  event.preventDefault();
  if (event.key === "Escape") filter.value = "";
  select();
  filter.blur();
  if (event.key === "Enter") go(visible()[0]);
});
expand.addEventListener("click", toggleAll);
hide.addEventListener("click", () => update(({ settings }) => (settings.hidden = !settings.hidden)));
resume.addEventListener("click", () => go(visible().find(({ id }) => !(id in current().read))));
help.addEventListener("click", showKeys);
words.addEventListener("click", showWords);
document.addEventListener("fold", tell);

/** @param {(paper: Paper) => void} act */
const withPaper = (act) => () => {
  const paper = here();
  if (paper) act(paper);
};
const starrable = maybe(".star", HTMLElement); // not in themes without a page of saved papers
/** @param {"prev" | "next"} way */
const turn = (way) => () => {
  const link = maybe(`link[rel=${way}]`, HTMLLinkElement);
  if (link) location.assign(link.href);
};

listen({
  down: { key: "j", about: "Next paper", act: () => move(1) },
  up: { key: "k", about: "Previous paper", act: () => move(-1) },
  open: { key: "o", about: "Show or hide the abstract", act: withPaper(toggle) },
  all: { key: "O", about: "Show or hide all abstracts", act: toggleAll },
  read: { key: "x", about: "Mark as read or unread", act: withPaper(toggleRead) },
  star: starrable && { key: "s", about: "Star or unstar", act: withPaper(({ element }) => toggleStar(element)) },
  pdf: {
    key: "v",
    about: "Open the PDF in a new tab",
    act: withPaper(({ element }) => {
      const pdf = maybe(".pdf", HTMLAnchorElement, element);
      if (pdf) open(pdf.href, "_blank", "noopener");
    }),
  },
  resume: { key: "r", about: "Continue at the first unread paper", act: () => resume.click() },
  words: { key: "m", about: "Edit watched and muted words", act: showWords },
  rank: maybe("#_rank", HTMLElement) && { key: "b", about: "Sort by similarity to starred papers, or by the digest", act: toggleRank },
  filter: { key: "/", about: "Filter papers", act: () => filter.focus() },
  back: { key: "[", about: "Previous day", act: turn("prev") },
  on: { key: "]", about: "Next day", act: turn("next") },
});
follow(draw);
draw();
await begin(papers);
page.classList.remove("sorting");
const [navigation] = performance.getEntriesByType("navigation");
const isNew = navigation instanceof PerformanceNavigationTiming && navigation.type === "navigate";
if (isNew) maybe(":target", Element)?.scrollIntoView();
if (filter.value) select(); // the browser brought it back
gradually(papers.slice(), (paper) => (paper.plain ||= learn(paper))); // so that the first letter need not wait for it
