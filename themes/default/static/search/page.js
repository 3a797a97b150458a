// The search page: what is typed goes to the index, and what comes back is shown. A query means the same while it is typed and
// when it is sent off, so that Enter takes nothing away.

import { around, element, every, one } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { listen } from "../reading/keys.js";
import { toggleRead, undo } from "../reading/marks.js";
import { canStar } from "../reading/star.js";
import { follow } from "../reading/state.js";
import { draw as drawFacets, ofAuthor, ofPapers, ofYears, toggled } from "./facets.js";
import { drawRow, fill, openPdf, rowOf, toggleStar } from "./hits.js";
import { open } from "./search.js";

const PAGE = 20;
const PAUSE = 400; // ms after the last letter: what was found is said, and texts are fetched
const form = one("#search", HTMLFormElement);
const input = one("#q", HTMLInputElement);
const status = one("#search-status", HTMLOutputElement);
const [list, notes, years, categories, topics, authors, nothing] = [
  ...["#results", "#search-notes", "#years", "#categories", "#topics", "#authors", "#nothing"],
].map((selector) => one(selector, HTMLElement));
const more = one("#more", HTMLButtonElement);
const help = one(".help", HTMLDetailsElement);
const orders = every("[name=order]", HTMLInputElement, form);
const order = () => orders.find(({ checked }) => checked)?.value;
let index = opened();
let run = 0;
let settled = true; // whether the address is that of a query which is done, and is to be kept in the history
let typed = -Infinity; // when the last letter was
let waiting = 0;
/** @type {import("./hits.js").Row[]} */
let rows = [];

function opened() {
  const index = open(form.dataset.root ?? "/");
  index.catch(() => {}); // the search that waits for it will say so
  return index;
}

/** @param {"idle" | "loading" | "done" | "error"} state */
function become(state) {
  if (state !== "loading") document.documentElement.classList.remove("searching"); // see `early.js`
  status.dataset.state = state;
  list.setAttribute("aria-busy", String(state === "loading"));
}

/** @param {string} text that is read out: once a query, and not while it is typed */
function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

/** @param {() => void} act after the reader has stopped typing; of several, the last */
function later(act) {
  clearTimeout(waiting);
  waiting = setTimeout(act, Math.max(0, typed + PAUSE - performance.now()));
}

async function show({ limit = PAGE, thorough = false } = {}) {
  const query = input.value.trim();
  const number = ++run;
  if (!query) return clear();
  become("loading");
  try {
    const opened = await index;
    const answer = await opened.search(query, { typing: true, limit, order: order(), thorough });
    if (number !== run) return;
    draw(opened, answer, query, limit);
    become("done");
    later(() => number === run && (say(found(answer)), tell(opened, answer, query, () => number === run)));
  } catch (error) {
    if (number !== run) return;
    const { name, message, files } = /** @type {Error & { files?: number }} */ (error);
    if (name !== "TooMuch") index = opened(); // the site may have been published anew
    become("error");
    say(name === "TooMuch" ? `${message} ${files} files would be fetched.` : "The search index could not be loaded.");
    const again = element("button", { type: "button", textContent: "Search anyway" });
    again.onclick = () => show({ limit, thorough: true });
    notes.replaceChildren(element("li", {}, again));
  }
}

function clear() {
  for (const place of [list, notes, years, categories, topics, authors, nothing]) place.replaceChildren();
  rows = [];
  more.hidden = true;
  become("idle");
  clearTimeout(waiting);
  say("");
}

/** @param {import("./engine.js").Answer} answer @returns {string} a line, on a phone as well */
function found({ total, all, terms }) {
  if (!total) return "No papers found";
  if (!terms.length) return count(total, "paper"); // of some days, or those without a word
  const some = `${total.toLocaleString("en")} with any`;
  if (!all) return `No paper with all of the words, ${some}`;
  const papers = `${count(all, "paper")} with all of the words`;
  return all < total ? `${papers}, ${some}` : papers;
}

/**
 * @param {import("./search.js").Opened} opened
 * @param {import("./engine.js").Answer} answer
 * @param {string} query
 * @param {number} limit
 */
function draw(opened, { total, hits, years: counts, notes: said, day, terms }, query, limit) {
  notes.replaceChildren(...said.map((text) => element("li", { textContent: text })));
  const what = /\/\d{4}\/\d\d\/$/.test(day) ? "month" : "day";
  if (day) notes.append(element("li", {}, element("a", { href: day, textContent: `The papers of that ${what}` })));
  const focused = around(document.activeElement, "#results li")?.dataset.id;
  const before = new Map(rows.map((row) => [row.hit.id, row]));
  rows = hits.map((hit) => rowOf(hit, () => opened.about(hit, terms), before.get(hit.id)));
  list.replaceChildren(...rows.map(({ element }) => element));
  rows.find(({ hit }) => hit.id === focused)?.link.focus({ preventScroll: true });
  more.hidden = hits.length < limit || limit >= 200;
  more.onclick = () => show({ limit: limit + PAGE });
  drawFacets(years, ofYears(counts), query, ask);
  for (const place of [categories, topics, authors]) place.classList.add("old"); // until those of this query are there
  nothing.replaceChildren(...(total ? [] : advice(query)));
  if (!before.size) help.open = false; // it was open as long as there was nothing else
}

/** @param {string} query that finds nothing @returns {HTMLElement[]} */
function advice(query) {
  const [id] = /\d{4}\.\d{4,5}|[a-z-]+\/\d{7}/i.exec(query) ?? [];
  const arxiv = id ? `https://arxiv.org/abs/${id}` : `https://arxiv.org/search/?${new URLSearchParams({ query, searchtype: "all" })}`;
  const link = element("a", { href: arxiv, textContent: id ? `Open ${id} on arXiv` : "Search arXiv for it" });
  const lines = /\b(?:after|before|category|topic|author|title|id):|"|\+/.test(query)
    ? "Leave out fields, quotation marks or days, which narrow the search."
    : "Use fewer words, or other ones; check their spelling.";
  return [element("p", { textContent: lines }), element("p", {}, link, id ? ": the archive does not have it." : ".")];
}

/**
 * Fetch the texts of the papers in sight, and what narrows the query.
 * @param {import("./search.js").Opened} opened
 * @param {import("./engine.js").Answer} answer
 * @param {string} query
 * @param {() => boolean} isCurrent
 */
async function tell(opened, answer, query, isCurrent) {
  const first = await filled();
  if (!isCurrent()) return;
  const known = (await Promise.all(first.map(({ about }) => about().catch(() => null)))).flatMap((about) => about?.paper ?? []);
  if (isCurrent()) await narrow(opened, answer, query, known, isCurrent).catch(() => {}); // another search replaced it
}

/** @type {IntersectionObserver | undefined} */
let observer;

/** @returns {Promise<import("./hits.js").Row[]>} the rows in sight; the others are filled when they come there */
function filled() {
  observer?.disconnect();
  return new Promise((resolve) => {
    observer = new IntersectionObserver((entries) => {
      const shown = entries.filter(({ isIntersecting }) => isIntersecting).flatMap(({ target }) => rows.find(({ element }) => element === target) ?? []);
      for (const row of shown) {
        observer?.unobserve(row.element);
        fill(row).catch(() => {}); // the row has its title and its link
      }
      resolve(shown);
    });
    for (const { element } of rows) observer.observe(element);
    if (!rows.length) resolve([]);
  });
}

/**
 * @param {import("./search.js").Opened} opened
 * @param {import("./engine.js").Answer} answer
 * @param {string} query
 * @param {import("./record.js").Paper[]} papers
 * @param {() => boolean} isCurrent
 */
async function narrow({ fields, search }, { all }, query, papers, isCurrent) {
  const canNarrow = all > 0 && order() !== "lunr" && !query.includes('"');
  const offered = canNarrow ? ofPapers(papers) : { categories: [], topics: [] };
  /** @param {import("./facets.js").Facet[]} facets */
  const counted = async (facets) => {
    const found = [];
    for (const facet of facets) {
      if (!isCurrent()) break; // or this would replace the reader's own search
      const isOn = toggled(query, facet.clause).length < query.length;
      const papers = isOn ? all : (await search(toggled(query, facet.clause), { typing: true, limit: 0 })).all;
      if (papers) found.push({ ...facet, papers });
    }
    return found;
  };
  /** @param {HTMLElement} place @param {import("./facets.js").Facet[]} facets */
  const put = (place, facets) => {
    if (!isCurrent()) return;
    place.classList.remove("old");
    drawFacets(place, facets, query, ask);
  };
  put(categories, await counted(offered.categories));
  put(topics, fields.includes("topic") ? await counted(offered.topics) : []);
  const clause = fields.includes("author") ? ofAuthor(query) : "";
  const isAuthor = clause && isCurrent() && (await search(clause, { limit: 1 })).total > 0;
  if (isCurrent()) authors.classList.remove("old");
  if (!isAuthor || !isCurrent()) return authors.replaceChildren();
  const button = element("button", { type: "button", textContent: `Only papers by ${query}`, onclick: () => ask(clause) });
  authors.replaceChildren(element("li", {}, button));
}

function address() {
  const fields = new URLSearchParams();
  if (input.value.trim()) fields.set("q", input.value.trim());
  if (order() === "lunr") fields.set("order", "lunr");
  return `${location.pathname}${fields.size ? "?" : ""}${fields}`;
}

/** @param {string} query */
function ask(query) {
  input.value = query;
  submit();
}

function submit() {
  if (address() !== location.pathname + location.search) history.pushState(null, "", address());
  settled = true;
  typed = -Infinity;
  show();
}

function read() {
  const fields = new URLSearchParams(location.search);
  input.value = fields.get("q") ?? "";
  const wanted = fields.get("order") === "lunr" ? "lunr" : "all";
  for (const button of orders) button.checked = button.value === wanted;
  settled = true;
  typed = -Infinity;
  show();
}

// Keys

const here = () => rows.find(({ element }) => element.contains(document.activeElement));

/** @param {number} step */
function move(step) {
  const row = here();
  const next = rows[row ? rows.indexOf(row) + step : step > 0 ? 0 : -1];
  next?.link.focus({ preventScroll: true });
  next?.element.scrollIntoView({ block: "nearest" });
}

/** @param {(row: import("./hits.js").Row) => void} act */
const withRow = (act) => () => {
  const row = here();
  if (row) act(row);
};

listen({
  find: { key: "/", about: "Search", act: () => (input.focus(), input.select()) },
  down: { key: "j", about: "Next paper", act: () => move(1) },
  up: { key: "k", about: "Previous paper", act: () => move(-1) },
  open: { key: "o", about: "Open the paper", act: withRow(({ link }) => link.click()) },
  read: { key: "x", about: "Mark as read or unread", act: withRow(({ hit }) => toggleRead(hit.id)) },
  star: canStar ? { key: "s", about: "Star or unstar", act: withRow(toggleStar) } : null,
  undo: { key: "u", about: "Undo", act: undo },
  pdf: { key: "v", about: "Open the PDF in a new tab", act: withRow(openPdf) },
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (event.key === "Escape" && here()) input.focus();
  else if (step < 0 && here() === rows[0] && here()) input.focus();
  else if (step && (here() || (document.activeElement === input && step > 0))) move(step);
  else return;
  event.preventDefault();
});

form.onsubmit = (event) => {
  event.preventDefault();
  submit();
};
form.onchange = (event) => event.target === input || submit();
input.oninput = () => {
  history[settled ? "pushState" : "replaceState"](null, "", address());
  settled = false;
  typed = performance.now();
  show();
};
addEventListener("popstate", read);
follow(() => rows.forEach(drawRow));
read();
