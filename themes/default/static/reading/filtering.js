// The filter of a list: words that papers must have or must not have, and what the reader marked. It is kept in the
// address, so that Back brings it again.

import { element, every, one } from "../lib/dom.js";
import { aboutOf } from "./about.js";
import { bring, mark, plain, query, unmark } from "./filter.js";
import { gradually } from "./idle.js";
import { go, visible } from "./list.js";
import { current, follow } from "./state.js";

/** @typedef {import("./list.js").Paper} Paper */

const BEGINNING = "#?";
const filter = one("#_filter", HTMLInputElement);
const shown = one("#_shown", HTMLElement);
const page = document.documentElement;

/** What can be asked for beside words. @type {Record<string, (paper: Paper) => boolean>} */
const KINDS = {
  starred: ({ id }) => id in current().starred,
  watched: ({ watched }) => watched,
  code: ({ code }) => code,
};

/** @type {Paper[]} */
let papers = [];
/** @type {Set<string>} */
const on = new Set();
/** @type {Map<string, HTMLButtonElement>} */
const chips = new Map();
let stop = () => {};

/** @param {Paper[]} given */
export function begin(given) {
  papers = given;
  for (const name of Object.keys(KINDS)) {
    const chip = element("button", { type: "button", className: "chip", hidden: true });
    chip.addEventListener("click", () => {
      if (!on.delete(name)) on.add(name);
      select();
    });
    chips.set(name, chip);
  }
  one("#_resume", HTMLElement).before(...chips.values());
  filter.addEventListener("input", select);
  filter.addEventListener("keydown", typed);
  document.addEventListener("fold", tell);
  addEventListener("hashchange", restore);
  follow(() => (on.size ? select() : tell()));
  gradually(papers.slice(), (paper) => (paper.plain ||= learn(paper))); // so that the first letter need not wait for it
  restore();
}

/** @param {KeyboardEvent} event */
function typed(event) {
  if (event.key !== "Escape" && event.key !== "Enter") return;
  event.preventDefault();
  if (event.key === "Escape") {
    filter.value = "";
    on.clear();
  }
  select();
  filter.blur();
  if (event.key === "Enter") go(visible()[0]);
}

/** Take the filter that the address has. */
function restore() {
  if (!location.hash.startsWith(BEGINNING)) {
    if (filter.value) select(); // the browser brought it back
    return tell();
  }
  const asked = new URLSearchParams(location.hash.slice(BEGINNING.length));
  filter.value = asked.get("q") ?? "";
  on.clear();
  for (const name of asked.getAll("is")) if (name in KINDS) on.add(name);
  select();
}

function keep() {
  const asked = new URLSearchParams([...(filter.value.trim() ? [["q", filter.value.trim()]] : []), ...[...on].map((name) => ["is", name])]);
  const wanted = asked.size ? BEGINNING + asked : "";
  if (wanted || location.hash.startsWith(BEGINNING)) history.replaceState(history.state, "", wanted || location.pathname + location.search);
}

function select() {
  const { fits, marked } = query(filter.value);
  stop();
  const kinds = [...on].map((name) => KINDS[name]);
  const found = papers.filter((paper) => {
    paper.plain ||= learn(paper);
    const is = fits(paper.plain) && kinds.every((kind) => kind(paper));
    paper.element.hidden = !is;
    return is;
  });
  const filtered = found.length < papers.length;
  page.classList.toggle("filtered", filtered);
  for (const section of every(".section", HTMLElement)) {
    section.hidden = filtered && !section.querySelector("article:not([hidden])");
  }
  stop = gradually(found, ({ texts, authors }) => {
    for (const text of authors ? [...texts, authors] : texts) {
      unmark(text, ":not(.watch)");
      if (marked.length) mark(text, marked);
    }
    bring(texts[1]);
  });
  keep();
  tell();
}

/** Say how many papers the filter leaves, and how many of each kind there are. */
function tell() {
  for (const [name, chip] of chips) {
    const number = new Set(papers.filter(KINDS[name]).map(({ id }) => id)).size;
    chip.hidden = !number && !on.has(name);
    chip.textContent = `${name[0].toUpperCase()}${name.slice(1)} ${number}`;
    chip.setAttribute("aria-pressed", String(on.has(name)));
  }
  const left = papers.filter(({ element, muted }) => !element.hidden && !(muted && !element.closest(".unfolded")));
  shown.textContent = filter.value.trim() || on.size ? `${left.length} of ${papers.length} shown` : "";
}

/** @param {Paper} paper */
function learn({ element, texts }) {
  const { authors, topics, categories } = aboutOf(element);
  return plain([...texts.map((text) => text.textContent), ...authors, ...topics, ...categories].join(" "));
}
