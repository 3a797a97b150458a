// The page of starred papers: a list to sort, to filter, to annotate and to cut, and to take elsewhere.

import { around, element, every, maybe, one } from "../lib/dom.js";
import { count as counted } from "../lib/plural.js";
import { annotate, begin as beginAmend, canUndo, remove, undo } from "./amend.js";
import { entry, tagsOf } from "./entries.js";
import { plain, query } from "./filter.js";
import { help as showKeys, listen } from "./keys.js";
import { toggleRead } from "./marks.js";
import { portions } from "./portions.js";
import { rowFor } from "./row.js";
import { current, failure, follow, update } from "./state.js";
import { begin as beginTransfer, offer, tell } from "./transfer.js";

/** @typedef {import("./formats.js").Pair} Pair */
/** @typedef {import("./entries.js").Entry} Entry */

const BEGINNING = "#?"; // of a fragment that holds a filter
const UPPER = 3; // the part of a window that the current paper is kept in is its first third
const [whole, list, none, count, chips, reading] = ["#_saved", "#_papers", "#_none", "#_count", "#_tags", ".reading"].map((id) =>
  one(id, HTMLElement),
);
const [unread, undoing, help] = ["#_unread", "#_undo", "#_help"].map((id) => one(id, HTMLButtonElement));
const filter = one("#_filter", HTMLInputElement);
const order = one("#_order", HTMLSelectElement);
const { root = "/", paper: pattern = "", folded = "" } = whole.dataset;
const site = { root, pattern, folded };
/** @param {number} number */
const papers = (number) => counted(number, "paper");
const compare = new Intl.Collator("en").compare;

// What is shown

/** @type {Record<string, (one: Pair, other: Pair) => number>} */
const ORDERS = {
  starred: ([, one], [, other]) => other.at - one.at,
  day: ([, one], [, other]) => (one.day < other.day ? 1 : one.day > other.day ? -1 : 0),
  title: ([, one], [, other]) => compare(one.title, other.title),
};
/** @type {(one: Pair, other: Pair) => number} */
const byId = ([one], [other]) => (one < other ? 1 : -1);
const ordered = () => current().settings.order ?? "starred";

/** Entries that were looked at already: they are replaced when they change. @type {WeakMap<object, Entry>} */
const seen = new WeakMap();
/** @type {WeakMap<Entry, string>} */
const texts = new WeakMap();

/** @param {string} id @returns {Entry | null} what is kept of a starred paper, if that can be an entry */
function known(id) {
  const value = current().starred[id];
  if (!(value instanceof Object)) return null;
  const found = seen.get(value) ?? entry(id, value);
  if (found) seen.set(value, found);
  return found;
}

/** @param {Pair} pair @returns {string} what words are looked for in */
function textOf([id, entry]) {
  const { title, journal = "", note = "", authors = [], topics = [], categories = [], tags = [] } = entry;
  const text = texts.get(entry) ?? plain([title, ...authors, ...topics, ...categories, ...tags, journal, note, id].join(" "));
  texts.set(entry, text);
  return text;
}

/** What is asked for beside words. @type {{ unread: boolean, tags: Set<string> }} */
const asked = { unread: false, tags: new Set() };
/** @type {Pair[]} */
let all = [];
/** @type {Pair[]} */
let shown = [];
/** @type {Map<string, import("./row.js").Row>} */
const rows = new Map();
const portion = portions(list, rowOf);

/** @param {Pair} pair */
function rowOf([id, entry]) {
  const row = rows.get(id) ?? rowFor(id, site, { read: toggleRead, remove, annotate, filter: toggleTag });
  rows.set(id, row);
  row.draw(entry, id in current().read);
  return row.element;
}

/** @param {string} id @returns {HTMLElement} the row of a paper that somebody else's list has */
function offeredRow(id) {
  const row = rowFor(id, site);
  const about = offer(id);
  if (about) row.draw(about, false);
  return row.element;
}

/** @param {boolean} [anew] whether the list begins at its beginning again */
function draw(anew = false) {
  const row = around(document.activeElement, "#_papers .paper");
  const place = controls(row).findIndex((control) => control === document.activeElement);
  const at = shown.findIndex(([id]) => id === row?.dataset.id);
  const { read, starred } = current();
  const first = ORDERS[ordered()];
  all = Object.keys(starred)
    .flatMap((id) => {
      const found = known(id);
      return found ? [/** @type {Pair} */ ([id, found])] : [];
    })
    .sort((one, other) => first(one, other) || ORDERS.day(one, other) || byId(one, other));
  const { fits } = query(filter.value);
  const isAll = !filter.value.trim();
  shown = all.filter(
    (pair) =>
      (!asked.unread || !(pair[0] in read)) && [...asked.tags].every((tag) => pair[1].tags?.includes(tag)) && (isAll || fits(textOf(pair))),
  );
  portion.draw(shown, anew);
  drawTools();
  if (row && !row.contains(document.activeElement)) {
    const [next] = shown[Math.min(at, shown.length - 1)] ?? [];
    if (next !== undefined && !row.isConnected) choose(next);
    (controls(row.isConnected ? row : (rows.get(next ?? "")?.element ?? null))[Math.max(place, 0)] ?? (canUndo() ? undoing : filter)).focus();
  }
}

/** @param {HTMLElement | null} row */
const controls = (row) => (row ? every("a, button, input, textarea", HTMLElement, row) : []);

function drawTools() {
  const { read } = current();
  const number = all.filter(([id]) => !(id in read)).length;
  unread.textContent = `Unread ${number.toLocaleString("en")}`;
  unread.setAttribute("aria-pressed", String(asked.unread));
  const some = shown.length < all.length ? `${shown.length.toLocaleString("en")} of ${papers(all.length)} shown` : papers(all.length);
  tell(count, failure() ? `Not saved: ${failure()}` : all.length ? some : "No saved papers");
  order.value = ordered();
  undoing.hidden = !canUndo();
  none.hidden = all.length > 0;
  for (const part of every(".if-some", HTMLElement)) part.hidden = !all.length;
  for (const place of every("[data-number]", HTMLElement)) place.textContent = `${place.dataset.number} ${shown.length.toLocaleString("en")}`;
  for (const button of every(".for-shown button", HTMLButtonElement)) button.disabled = !shown.length;
  drawTags();
}

function drawTags() {
  /** @type {Map<string, number>} */
  const numbers = new Map([...asked.tags].map((tag) => [tag, 0]));
  for (const [, { tags = [] }] of all) for (const tag of tags) numbers.set(tag, (numbers.get(tag) ?? 0) + 1);
  const focused = around(document.activeElement, "#_tags button")?.dataset.tag;
  const made = [...numbers].sort(([one], [other]) => compare(one, other)).map(([tag, number]) => {
    const chip = element("button", { type: "button", className: "chip", textContent: `#${tag} ${number}` });
    chip.dataset.tag = tag;
    chip.setAttribute("aria-pressed", String(asked.tags.has(tag)));
    chip.addEventListener("click", () => toggleTag(tag));
    return chip;
  });
  chips.replaceChildren(...made);
  chips.hidden = !made.length;
  if (focused !== undefined) (made.find(({ dataset }) => dataset.tag === focused) ?? filter).focus();
}

// Filter: kept in the address, so that Back brings it again

/** @param {string} tag */
function toggleTag(tag) {
  if (!asked.tags.delete(tag)) asked.tags.add(tag);
  select();
}

function select() {
  const words = filter.value.trim();
  const parts = [...(words ? [["q", words]] : []), ...[...asked.tags].map((tag) => ["tag", tag]), ...(asked.unread ? [["is", "unread"]] : [])];
  const wanted = parts.length ? BEGINNING + new URLSearchParams(parts) : "";
  if (wanted || location.hash.startsWith(BEGINNING)) history.replaceState(history.state, "", wanted || location.pathname);
  draw(true);
  if (scrollY > whole.offsetTop) scrollTo(0, whole.offsetTop); // to the first of what is shown
}

function restore() {
  if (!location.hash.startsWith(BEGINNING)) return filter.value ? select() : undefined; // the browser brought it back
  const parts = new URLSearchParams(location.hash.slice(BEGINNING.length));
  filter.value = parts.get("q") ?? "";
  asked.tags = new Set(tagsOf(parts.getAll("tag")));
  asked.unread = parts.get("is") === "unread";
  draw(true);
}

/** @param {KeyboardEvent} event */
function typed(event) {
  if (event.key !== "Escape" && event.key !== "Enter") return;
  event.preventDefault();
  if (event.key === "Enter") return go(shown[0]?.[0]);
  filter.value = "";
  asked.tags.clear();
  asked.unread = false;
  filter.blur();
  select();
}

// The current paper

/** @type {string | undefined} */
let chosen;

/** @returns {string | undefined} the current paper, or the one that has the focus */
const here = () => around(document.activeElement, "#_papers .paper")?.dataset.id ?? (shown.some(([id]) => id === chosen) ? chosen : undefined);

/** @param {string} id */
function choose(id) {
  if (chosen !== undefined) rows.get(chosen)?.element.classList.remove("current");
  chosen = id;
  rows.get(id)?.element.classList.add("current");
}

/** @param {string | undefined} id */
function go(id) {
  if (id === undefined) return;
  portion.upTo(shown.findIndex(([other]) => other === id) + 1);
  const paper = rows.get(id)?.element;
  if (!paper) return;
  choose(id);
  maybe(".title a", HTMLElement, paper)?.focus({ preventScroll: true });
  const { top } = paper.getBoundingClientRect();
  const [head, third] = [reading.getBoundingClientRect().bottom + 8, innerHeight / UPPER];
  if (top < head || top > third) scrollBy(0, top - (top < head ? head : third));
}

/** @param {number} step */
function move(step) {
  const id = here();
  const at = id === undefined ? -1 : shown.findIndex(([other]) => other === id);
  go(at < 0 ? shown[0]?.[0] : shown[at + step]?.[0]);
}

/** @param {(id: string) => void} act */
const withPaper = (act) => () => {
  const id = here();
  if (id !== undefined) act(id);
};

// Together

listen({
  down: { key: "j", about: "Next paper", act: () => move(1) },
  up: { key: "k", about: "Previous paper", act: () => move(-1) },
  open: { key: "o", about: "Show or hide the abstract", act: withPaper((id) => rows.get(id)?.open()) },
  read: { key: "x", about: "Mark as read or unread", act: withPaper(toggleRead) },
  star: { key: "s", about: "Remove from saved papers", act: withPaper(remove) },
  tag: { key: "t", about: "Edit tags and note", act: withPaper((id) => rows.get(id)?.edit()) },
  undo: { key: "u", about: "Undo", act: undo },
  pdf: {
    key: "v",
    about: "Open the PDF in a new tab",
    act: withPaper((id) => {
      const pdf = maybe(".pdf", HTMLAnchorElement, rows.get(id)?.element);
      if (pdf) globalThis.open(pdf.href, "_blank", "noopener");
    }),
  },
  filter: { key: "/", about: "Filter papers", act: () => filter.focus() },
});
help.addEventListener("click", showKeys);
unread.addEventListener("click", () => {
  asked.unread = !asked.unread;
  select();
});
filter.addEventListener("input", select);
filter.addEventListener("keydown", typed);
order.addEventListener("change", () => update(({ settings }) => (settings.order = order.value)));
list.addEventListener("click", ({ target }) => {
  const id = around(target, ".paper")?.dataset.id;
  if (id !== undefined) choose(id);
});
addEventListener("hashchange", restore);
follow(draw);
beginAmend(() => shown.map(([id]) => id), go);
draw();
restore();
beginTransfer(() => shown, offeredRow).then(() => whole.classList.remove("waiting")); // nothing more will move
