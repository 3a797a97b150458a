// Several days as one list: all since a day, or since the reader's last visit. The days' own pages are fetched and put one
// after the other, oldest first; then `day.js` makes the list what a day's is.

import { element, every, maybe, one } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { folder, root } from "../lib/site.js";
import { current, messageOf } from "./state.js";

const MOST = 31; // days at a time
const AT_ONCE = 4; // requests
const HASH = /^#(\d{4}-\d\d-\d\d)$/;
const [title, status, whole, rest] = ["#_since", "#_loaded", "#_days", "#_rest"].map((id) => one(id, HTMLElement));
const list = one(".papers-of-day", HTMLElement, whole);
const known = (whole.dataset.days ?? "").split(" ").filter(Boolean).sort();

/** @param {string} day @returns {boolean} whether a calendar has it */
function exists(day) {
  const date = new Date(`${day}T00:00Z`);
  return !isNaN(Number(date)) && date.toISOString().startsWith(day);
}

/**
 * The days that are wanted: from that of the address on, which stays known when a filter takes its place there; or else
 * those after the last visit, or the newest.
 * @throws {Error} when the address names a day that there is not
 */
function wanted() {
  const day = HASH.exec(location.hash)?.[1] ?? history.state?.since;
  if (typeof day === "string") {
    if (!exists(day)) throw new Error(`${day} is not a date.`);
    history.replaceState({ since: day }, "");
    return known.filter((one) => one >= day);
  }
  const { since } = current().visit ?? {};
  const later = known.filter((one) => since !== undefined && one > since);
  return later.length ? later : known.slice(-1);
}

/** Papers that are in the list. @type {Set<string>} */
const listed = new Set();

/**
 * Put a day's sections in its place, without the papers that are in the list already.
 * @param {HTMLElement} place
 * @param {Document} page that of the day
 * @param {string} day
 */
function fill(place, page, day) {
  const name = maybe("h1", HTMLElement, page)?.textContent ?? day;
  const articles = every(".papers-of-day article.paper", HTMLElement, page);
  const again = articles.filter(({ dataset: { id = "" } }) => listed.has(id));
  for (const article of again) article.remove();
  for (const article of articles) article.dataset.day = day;
  const sections = every(".papers-of-day .section", HTMLElement, page).filter((section) => maybe("article.paper", HTMLElement, section));
  for (const section of sections) {
    section.id = `${day}-${section.id}`;
    for (const { dataset } of every("article.paper", HTMLElement, section)) listed.add(dataset.id ?? "");
  }
  const left = count(articles.length - again.length, "paper");
  const before = again.length ? `, ${again.length.toLocaleString("en")} already above` : "";
  const link = element("a", { href: root + folder(day) }, element("time", { dateTime: day, textContent: name }));
  const lead = element("p", { className: "lead", textContent: left + before });
  place.append(element("div", { className: "head" }, element("h2", {}, link), lead), ...sections);
}

/** Number the papers from the first day's on. */
function number() {
  every("article.paper .number", HTMLAnchorElement, list).forEach((link, n) => {
    link.textContent = String(n + 1);
    link.setAttribute("aria-label", `Paper ${n + 1}: link to this place`);
  });
}

/** @param {string} day @throws {Error} when the host does not have it */
async function pageOf(day) {
  const answer = await fetch(root + folder(day));
  if (!answer.ok) throw new Error(`The host answered ${answer.status}.`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function show() {
  const all = wanted();
  const days = all.slice(0, MOST);
  if (!days.length) {
    status.textContent = "There are no later days.";
    return ready();
  }
  const progress = element("progress", { max: days.length, value: 0 });
  progress.setAttribute("aria-label", "Days loaded");
  status.replaceChildren(`Loading ${count(days.length, "day")} `, progress);
  /** @type {Map<string, Document | Error>} */
  const found = new Map();
  const waiting = days.slice();
  const load = async () => {
    for (let day = waiting.shift(); day; day = waiting.shift()) {
      found.set(day, await pageOf(day).catch((error) => new Error(messageOf(error))));
      progress.value += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, load));
  let missing = 0;
  for (const day of days) {
    const page = found.get(day);
    const place = element("section", { id: `day-${day}` });
    place.setAttribute("aria-label", day);
    list.append(place);
    if (page instanceof Document) fill(place, page, day);
    else {
      missing += 1;
      const link = element("a", { href: root + folder(day), textContent: day });
      place.append(element("p", { className: "notice" }, link, ` could not be loaded. ${page?.message ?? ""}`));
    }
  }
  number();
  title.textContent = `Since ${maybe("h2 time", HTMLElement, list)?.textContent ?? days[0]}`;
  const without = missing ? `; ${count(missing, "day")} could not be loaded` : "";
  status.textContent = `${count(days.length, "day")}, ${count(listed.size, "paper")}${without}`;
  whole.hidden = false;
  const next = all[MOST];
  if (next) rest.append(element("a", { href: `#${next}`, textContent: `Continue with ${count(all.length - MOST, "later day")}` }));
  ready();
  if (listed.size) document.head.append(element("script", { type: "module", src: whole.dataset.script ?? "" }));
}

/** Show the page: before that, as its parts come, they would move. */
function ready() {
  one(".waiting", HTMLElement).classList.remove("waiting");
}

addEventListener("hashchange", () => HASH.test(location.hash) && location.reload());
show().catch((error) => {
  status.textContent = messageOf(error);
  ready();
});
