// The home page: what is new since the reader was here last, and how much of it they have read. What is new was decided
// by `visit.js`; each day's `papers.json` says which papers it has.

import { element, one } from "../lib/dom.js";
import { table, texts } from "../lib/json.js";
import { count } from "../lib/plural.js";
import { fetched, folder, root } from "../lib/site.js";
import { skim } from "./skim.js";
import { canStar } from "./star.js";
import { current, follow, isStrange, update } from "./state.js";

const MOST = 31; // days that are counted: a request each
const { since } = document.documentElement.dataset;
/** All days that the page knows, newest first. */
const listed = (one("script[data-days]", HTMLScriptElement).dataset.days ?? "").split(" ").sort().reverse();
const days = since ? listed.filter((day) => day > since) : [];

/** @typedef {{ papers: string[], again: string[] }} Papers of a day: what its `papers.json` has of them */

/**
 * @param {string} day
 * @param {Intl.DateTimeFormatOptions} options
 */
const written = (day, options) => new Date(day).toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
/** @param {string} day @returns {string} `Wed 22 Jul` */
const short = (day) => `${written(day, { weekday: "short" })} ${written(day, { day: "numeric", month: "short" })}`;

/** Show the new days at once, oldest first, and what is in them when it is known. */
async function show() {
  const rows = days.slice(0, MOST).reverse().map((day) => {
    const link = element("a", { href: root + folder(day) }, element("time", { dateTime: day, textContent: short(day) }));
    const about = element("span", { className: "count" });
    return { day, about, item: element("li", {}, link, " ", about) };
  });
  const text = "New since your last visit";
  // In one list, on a page that a theme without stars has not.
  const whole = canStar && rows.length > 1 ? element("a", { href: `${root}since/#${rows[0].day}`, textContent: text }) : text;
  const heading = element("h2", { id: "_new-days" }, whole);
  const status = element("p", { className: "lead", textContent: count(rows.length, "day") });
  status.setAttribute("role", "status");
  const list = element("ul", {}, ...rows.map(({ item }) => item));
  if (days.length > MOST || days.length === listed.length) {
    const archive = element("a", { href: `${root}archive/`, textContent: "archive" });
    list.prepend(element("li", {}, element("span", { className: "count" }, "Earlier days are in the ", archive)));
  }
  const section = element("section", {}, heading, status, list);
  section.setAttribute("aria-labelledby", heading.id);
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
