// The home page: what is new since the reader was here last, and how much of it they have read. What is new was decided
// by `visit.js`; each day's `papers.json` says which papers it has.

import { current, follow, isStrange, update } from "./state.js";

const MOST = 31; // days that are counted: a request each
const AT_ONCE = 7; // days that are named before one has to ask for more
const root = new URL("../../../", import.meta.url);
const { since } = document.documentElement.dataset;
/** All days that the page knows, newest first. */
const listed = document.querySelector("script[data-days]").dataset.days.split(" ").sort().reverse();
const days = listed.filter((day) => day > since);

/** @typedef {{ date: string, papers: string[], again: string[] }} Papers of a day: `papers.json` */

/** Make an element. Text is only ever set as text. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/**
 * @param {number} number
 * @param {string} noun
 */
const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** @param {string} day */
const folder = (day) => new URL(`${day.replaceAll("-", "/")}/`, root);

/** @param {string} day @returns {string} as pages write it: `Wednesday, 22 July 2020` */
function long(day) {
  const written = (options) => new Date(day).toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
  return `${written({ weekday: "long" })}, ${written({ day: "numeric", month: "long", year: "numeric" })}`;
}

/** Show the new days as links at once, and what is in them when it is known. */
async function show() {
  const rows = days.slice(0, MOST).map((day) => {
    const link = element("a", { href: folder(day) }, element("time", { dateTime: day, textContent: long(day) }));
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
    const archive = element("a", { href: new URL("archive/", root), textContent: "archive" });
    section.append(element("p", { className: "before" }, `Days before ${long(rows.at(-1).day)} are in the `, archive));
  }
  document.getElementById("_new").append(section);

  const found = await Promise.allSettled(rows.map(({ day }) => papersOf(day)));
  const draw = () => found.forEach(({ value }, n) => value && (rows[n].about.textContent = told(value)));
  follow(draw);
  draw();
  const all = new Set(found.flatMap(({ value }) => value?.papers ?? []));
  const missing = found.some(({ status }) => status === "rejected");
  const papers = missing ? "; their papers cannot be counted now" : `, ${count(all.size, "paper")}`;
  status.textContent = count(rows.length, "day") + papers;
}

/** @param {string} day @returns {Promise<Papers>} */
async function papersOf(day) {
  const answer = await fetch(new URL("papers.json", folder(day)));
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/** @param {Papers} day */
function told({ papers, again }) {
  const { read } = current();
  const done = papers.filter((id) => id in read).length;
  const parts = [count(papers.length, "paper"), done && `${done} read`, again.length && `${again.length} seen before`];
  return parts.filter(Boolean).join(", ");
}

if (days.length) show();
if (!isStrange()) update((state) => (state.visit = { day: listed[0], since: since ?? listed[0], at: Date.now() }));
