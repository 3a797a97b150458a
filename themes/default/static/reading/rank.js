// A day in the order of the reader's stars: what is most like the papers that they starred comes first. Off until they ask
// for it. The browser asks for the words of days, and tells nobody what it compares them with.

import { around, element, maybe, one } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { fetched, folder, root } from "../lib/site.js";
import { CJK } from "../search/words.js";
import { plain } from "./filter.js";
import { likeness, vectors } from "./likeness.js";
import { head, words } from "./match.js";
import { current, follow, messageOf, update } from "./state.js";
import { order } from "./watch.js";

/** @typedef {import("./list.js").Paper} Paper */
/** @typedef {Map<string, import("./likeness.js").Likeness>} Likes by the ids of papers */

const STARS = 50; // that count, the newest
const AT_ONCE = 40; // requests
const PATIENCE = 10_000; // ms
const LOADING = 1_500; // ms for which a page is not shown; the style sheet shows it after 2 s
const FLOOR = 0.1; // what is less alike is so by chance, and nothing is said of it
const LATE = "loading took too long";
const WORD = /^[\p{L}\p{N}\p{M}]+/u;
const DAY = /^\d{4}-\d\d-\d\d$/;

const select = maybe("#_rank", HTMLSelectElement); // not in themes without stars
/** @type {Paper[]} */
let papers = [];
let stored = false; // what is kept of it
let on = false; // whether the page is in this order, or is being brought into it
let turn = 0;

/**
 * Bring a page that is not shown yet into the order that the reader wants, unless that takes too long.
 * @param {Paper[]} given the list is put in order as well
 */
export async function begin(given) {
  if (!select) return;
  papers = given;
  stored = !!current().settings.ranked;
  select.addEventListener("change", toggleRank);
  follow(draw);
  if (stored && hasStars()) await change(true, LOADING);
  draw();
}

/** Change between the two orders. */
export function toggleRank() {
  if (!on && !hasStars()) {
    draw();
    return tell("To sort by similarity, star a paper first");
  }
  stored = !on;
  change(stored);
  update(({ settings }) => (settings.ranked = stored));
}

const hasStars = () => Object.keys(current().starred).length > 0;

function draw() {
  if (!!current().settings.ranked !== stored) {
    stored = !stored; // by another tab
    change(stored);
  }
  if (select) select.value = on ? "stars" : "digest";
}

/** @param {string} text */
function tell(text) {
  one("#_ranked", HTMLElement).textContent = text;
}

/**
 * Bring the page into the order by stars, if its words come in time, or into its own.
 * @param {boolean} wanted
 * @param {number} [patience] in ms
 */
async function change(wanted, patience = PATIENCE) {
  const mine = ++turn;
  on = wanted;
  tell("");
  if (!on) return show(new Map());
  /** @type {Promise<string>} */
  const late = new Promise((resolve) => setTimeout(resolve, patience, LATE));
  const came = await Promise.race([likes().catch(messageOf), late]);
  if (mine !== turn) return;
  const isShown = patience === LOADING && select && getComputedStyle(select).visibility === "visible";
  const found = isShown ? LATE : came;
  on = found instanceof Map;
  tell(found instanceof Map ? `${count(show(found), "paper")} similar to starred papers` : `Cannot sort by similarity: ${found}`);
  draw();
}

/** @returns {Promise<Likes>} how like the day's papers are to the starred ones */
async function likes() {
  const newest = Object.entries(current().starred)
    .filter(([, entry]) => DAY.test(entry?.day))
    .sort(([, one], [, other]) => other.at - one.at)
    .slice(0, STARS);
  const ids = newest.map(([id]) => id);
  const today = one(".head time", HTMLTimeElement).dateTime;
  const days = [...new Set([today, ...newest.map(([, { day }]) => day)])];
  /** @typedef {ReturnType<typeof vectors>} Vectors */
  /** @type {Vectors} */
  const starred = new Map();
  /** @type {Vectors} */
  let own = new Map();
  const next = async () => {
    for (let day; (day = days.shift()); ) {
      try {
        const data = await fetched(`${root}${folder(day)}terms.json`);
        if (day === today) own = vectors(data);
        for (const [id, vector] of vectors(data, ids)) starred.set(id, vector);
      } catch (error) {
        if (day === today) throw new Error(`the data of this day could not be loaded (${messageOf(error)})`);
      } // another day that is gone or damaged: its stars do not count
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  if (!starred.size) throw new Error("the data of your starred papers could not be loaded");
  return likeness(starred, own);
}

/**
 * Put the papers in order, and say under their titles which words decided.
 * @param {Likes} found
 * @returns {number} how many are like the starred ones
 */
function show(found) {
  const article = around(document.activeElement, "article");
  for (const paper of papers) {
    const { score = 0, stems = [] } = found.get(paper.id) ?? {};
    paper.likeness = score;
    paper.element.querySelector(".likeness")?.remove();
    const names = score < FLOOR ? [] : written(paper, stems);
    if (!names.length) continue;
    paper.texts[1].before(element("p", { className: "likeness", textContent: `Similar to starred papers: ${names.join(", ")}` }));
  }
  order(papers);
  article?.scrollIntoView({ block: "nearest" });
  return new Set(papers.flatMap(({ id, likeness }) => (likeness < FLOOR ? [] : id))).size;
}

/**
 * @param {Paper} paper
 * @param {string[]} stems
 * @returns {string[]} the words as the paper has them first; what is not found is left out
 */
function written({ link, texts }, stems) {
  const text = ` ${link.textContent} ${texts[1].textContent}`;
  const where = plain(text);
  return stems.flatMap((stem) => {
    for (let at = 0; (at = where.indexOf(head(stem), at + 1)) > 0; ) {
      if (CJK.test(stem)) return stem; // has no blanks around it
      const [word = ""] = text.slice(at).match(WORD) ?? [];
      if (!WORD.test(text[at - 1]) && words(word).includes(stem)) return word;
    }
    return [];
  });
}
