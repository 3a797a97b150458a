// The home page: what is new since the reader was here last, and how much of it they have read. What is new was decided
// by `visit.js`; each day's `papers.json` says which papers it has.

import { element, one } from "../lib/dom.js";
import { table, texts } from "../lib/json.js";
import { count } from "../lib/plural.js";
import { fetched, folder, root } from "../lib/site.js";
import { skim } from "./skim.js";
import { current, follow, isStrange, update } from "./state.js";

const MOST = 31; // days that are counted: a request each
const AT_ONCE = 7; // days that are named before one has to ask for more
const { since } = document.documentElement.dataset;
/** All days that the page knows, newest first. */
const listed = (one("script[data-days]", HTMLScriptElement).dataset.days ?? "").split(" ").sort().reverse();
const days = since ? listed.filter((day) => day > since) : [];

/** @typedef {{ papers: string[], again: string[] }} Papers of a day: what its `papers.json` has of them */

/** @param {string} day @returns {string} as pages write it: `Wednesday, 22 July 2020` */
function long(day) {
  /** @param {Intl.DateTimeFormatOptions} options */
  const written = (options) => new Date(day).toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
  return `${written({ weekday: "long" })}, ${written({ day: "numeric", month: "long", year: "numeric" })}`;
}

/** Show the new days as links at once, and what is in them when it is known. */
async function show() {
  const rows = days.slice(0, MOST).map((day) => {
    const link = element("a", { href: root + folder(day) }, element("time", { dateTime: day, textContent: long(day) }));
    const about = element("span", { className: "count" });
    return { day, about, item: element("li", {}, link, about) };
  });
  const items = rows.map(({ item }) => item);
  const heading = element("h2", { id: "_new-days", textContent: "New since your last visit" });
  const status = element("p", { className: "lead", textContent: count(rows.length, "day") });
  const section = element("section", {}, heading, status, element("ul", { className: "days" }, ...items.slice(0, AT_ONCE)));
  section.setAttribute("aria-labelledby", heading.id);
  status.setAttribute("role", "status");
  if (items.length > AT_ONCE) {
    const summary = element("summary", { textContent: count(items.length - AT_ONCE, "more day") });
    section.append(element("details", {}, summary, element("ul", { className: "days" }, ...items.slice(AT_ONCE))));
  }
  if (days.length > MOST || days.length === listed.length) {
    const archive = element("a", { href: `${root}archive/`, textContent: "archive" });
    section.append(element("p", { className: "before" }, `Days before ${long(rows[rows.length - 1].day)} are in the `, archive));
  }
  one("#_new", HTMLElement).append(section);

  const found = await Promise.all(rows.map(({ day }) => papersOf(day).catch(() => null)));
  const draw = () => found.forEach((papers, n) => papers && (rows[n].about.textContent = told(papers)));
  follow(draw);
  draw();
  const all = new Set(found.flatMap((day) => day?.papers ?? []));
  const missing = found.includes(null);
  const papers = missing ? "; the papers could not be counted" : `, ${count(all.size, "paper")}`;
  status.textContent = count(rows.length, "day") + papers;
}

/** @param {string} day @returns {Promise<Papers>} */
async function papersOf(day) {
  const { papers, again } = table(await fetched(`${root}${folder(day)}papers.json`));
  return { papers: texts(papers), again: texts(again) };
}

/** @param {Papers} day */
function told({ papers, again }) {
  const { read } = current();
  const done = papers.filter((id) => id in read).length;
  const parts = [count(papers.length, "paper"), done && `${done} read`, again.length && `${again.length} also on earlier days`];
  return parts.filter(Boolean).join(", ");
}

skim();
if (days.length) show();
if (!isStrange()) update((state) => (state.visit = { day: listed[0], since: since ?? listed[0], at: Date.now() }));
