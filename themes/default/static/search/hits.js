// The papers that were found, as rows: title, day and id at once, and what the data of its day says of a paper as soon as the
// row is in sight. Rows have room for all of it, so that nothing moves. Texts are only ever set as texts.

import { element, maybe, one } from "../lib/dom.js";
import { byline } from "../reading/entries.js";
import { draw as drawMarks, remember } from "../reading/marks.js";
import { canStar } from "../reading/star.js";
import { update } from "../reading/state.js";
import { label } from "./address.js";
import { categoriesOf, entryOf } from "./record.js";

/**
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./engine.js").About} About
 *
 * @typedef {object} Row
 * @property {HTMLLIElement} element
 * @property {HTMLAnchorElement} link to the paper
 * @property {Hit} hit
 * @property {() => Promise<About | null>} about reads what is known of the paper, once
 */

/**
 * @param {string} text
 * @param {[from: number, to: number][]} marks
 * @returns {(Node | string)[]}
 */
export function marked(text, marks) {
  const ends = [...marks.map(([from]) => from), text.length];
  const pieces = marks.flatMap(([from, to], n) => [element("mark", { textContent: text.slice(from, to) }), text.slice(to, ends[n + 1])]);
  return [text.slice(0, ends[0]), ...pieces];
}

/**
 * @param {Hit} hit
 * @param {() => Promise<About | null>} read what the data of its day says
 * @param {Row | undefined} before the row that the paper had, whose text stays until there is another
 * @returns {Row}
 */
export function rowOf(hit, read, before) {
  const { id, score, title, date, url, marks } = hit;
  const link = element("a", { href: url }, element("bdi", {}, ...marked(title, marks)));
  const by = element("p", { className: "by" }, element("time", { dateTime: date, textContent: date }), ` · ${label(id)}`);
  const text = element("p", { className: "excerpt" });
  const pdf = element("a", { className: "pdf", textContent: "PDF" });
  pdf.setAttribute("aria-label", `PDF: ${title}`);
  if (id.includes(":")) pdf.hidden = true;
  else pdf.href = `https://arxiv.org/pdf/${id}`;
  const marksOf = element("span", { className: "marks" });
  const item = element("li", {}, element("h2", { className: "title" }, link), by, text, marksOf);
  Object.assign(item.dataset, { paper: id, id, score });
  if (before) {
    by.append(...[...before.element.querySelectorAll(".more")].map((part) => part.cloneNode(true)));
    text.append(...[...one(".excerpt", HTMLElement, before.element).childNodes].map((node) => node.cloneNode(true)));
  }
  /** @type {Promise<About | null> | undefined} */
  let known;
  const row = { element: item, link, hit, about: () => (known ??= read()) };
  marksOf.append(...(canStar ? [starOf(row)] : []), pdf);
  drawRow(row);
  return row;
}

/** @param {Row} row */
function starOf(row) {
  const button = element("button", { type: "button", className: "star", onclick: () => toggleStar(row) });
  button.setAttribute("aria-label", `Star: ${row.hit.title}`);
  return button;
}

/** @param {Row} row */
export const drawRow = ({ element }) => drawMarks(element, one(".marks", HTMLElement, element));

/**
 * Show what is known of a paper.
 * @param {Row} row
 */
export async function fill(row) {
  const about = await row.about();
  if (!about) return;
  const { paper, excerpt } = about;
  const more = [categoriesOf(paper).join(", "), byline({ ...entryOf(paper, row.hit.date) })].filter(Boolean);
  for (const old of row.element.querySelectorAll(".more")) old.remove();
  one(".by", HTMLElement, row.element).append(...more.map((text) => element("span", { className: "more" }, " · ", element("bdi", { textContent: text }))));
  one(".excerpt", HTMLElement, row.element).replaceChildren(...marked(excerpt.text, excerpt.marks));
  const pdf = one(".pdf", HTMLAnchorElement, row.element);
  if (paper.pdf) pdf.href = paper.pdf;
  pdf.hidden = !pdf.href;
}

/**
 * Star a paper, or take its star; it can be starred without what the data of its day says.
 * @param {Row} row
 */
export async function toggleStar({ hit, about }) {
  const { id, title, date } = hit;
  const known = await about().catch(() => null);
  const entry = known ? entryOf(known.paper, date) : { title, day: date, at: Date.now() };
  /** @type {import("../reading/entries.js").Entry | undefined} */
  let before;
  update(({ starred }) => {
    before = starred[id];
    if (before) delete starred[id];
    else starred[id] = entry;
  });
  const was = before;
  remember(was ? "Star removed" : "Starred", () =>
    update(({ starred }) => {
      if (was) starred[id] = was;
      else delete starred[id];
    }),
  );
}

/** @param {Row} row */
export function openPdf({ element }) {
  const pdf = maybe(".pdf:not([hidden])", HTMLAnchorElement, element);
  if (pdf) open(pdf.href, "_blank", "noopener");
}
