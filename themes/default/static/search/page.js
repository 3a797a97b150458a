// The search page: what is typed goes to the index, and what comes back is shown.

import { element, every, one } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { label } from "./address.js";
import { open } from "./search.js";

const PAGE = 20;
const form = one("#search", HTMLFormElement);
const input = one("#q", HTMLInputElement);
const status = one("#search-status", HTMLOutputElement);
const [list, notes, years] = ["#results", "#search-notes", "#years"].map((selector) => one(selector, HTMLElement));
const more = one("#more", HTMLButtonElement);
const orders = every("[name=order]", HTMLInputElement, form);
const order = () => orders.find(({ checked }) => checked)?.value;
let index = opened();
let run = 0;
let settled = true; // whether the address is that of a query which is done, and is to be kept in the history

function opened() {
  const index = open(form.dataset.root ?? "/");
  index.catch(() => {}); // the search that waits for it will say so
  return index;
}

/**
 * @param {"idle" | "loading" | "done" | "error"} state
 * @param {string} text
 */
function say(state, text) {
  if (state !== "loading") document.documentElement.classList.remove("searching"); // see `early.js`
  status.dataset.state = state;
  status.textContent = text;
}

async function show({ typing = false, limit = PAGE, thorough = false } = {}) {
  const query = input.value.trim();
  const number = ++run;
  if (!query) {
    for (const place of [list, notes, years]) place.replaceChildren();
    more.hidden = true;
    return say("idle", "");
  }
  say("loading", status.textContent || "Searching…");
  try {
    const answer = await (await index).search(query, { typing, limit, order: order(), thorough });
    if (number !== run || (typing && !answer.total && list.children.length)) return;
    draw(answer, limit);
  } catch (error) {
    if (number !== run) return;
    const { name, message, files } = /** @type {Error & { files?: number }} */ (error);
    if (name !== "TooMuch") index = opened(); // the site may have been published anew
    say("error", name === "TooMuch" ? `${message} ${files} files would be fetched.` : "The search index could not be loaded.");
    const again = element("button", { type: "button", textContent: "Search anyway" });
    again.onclick = () => show({ limit, thorough: true });
    notes.replaceChildren(element("li", {}, again));
  }
}

/**
 * @param {import("./engine.js").Answer} answer
 * @param {number} limit
 */
function draw({ total, all, hits, years: counts, notes: said, day }, limit) {
  const some = all < total ? `${all ? "" : "No paper with all of the words"}, ${total.toLocaleString("en")} with any of them` : "";
  say("done", total ? (all ? `${count(all, "paper")} with all of the words` : "") + some : "No papers found");
  notes.replaceChildren(...said.map((text) => element("li", { textContent: text })));
  if (day) notes.append(element("li", {}, element("a", { href: day, textContent: "The papers of that day" })));
  list.replaceChildren(...hits.map(row));
  more.hidden = hits.length < limit || limit >= 200;
  more.onclick = () => show({ limit: limit + PAGE });
  const most = Math.max(...counts.map(([, papers]) => papers));
  const chosen = /after:(\d{4}) before:/.exec(input.value)?.[1];
  years.replaceChildren(
    ...counts.map(([year, papers]) => {
      const bar = element("button", { type: "button", textContent: String(year), title: count(papers, "paper") });
      bar.append(element("span", { className: "count", textContent: papers.toLocaleString("en") }));
      bar.style.setProperty("--share", String(papers / most));
      bar.setAttribute("aria-pressed", String(String(year) === chosen));
      bar.onclick = () => {
        const rest = input.value.replace(/\s*\b(after|before):\S*/g, "");
        input.value = String(year) === chosen ? rest : `${rest} after:${year} before:${year + 1}`;
        submit();
      };
      return element("li", {}, bar);
    }),
  );
}

/** @param {import("./engine.js").Hit} hit */
function row({ id, score, title, date, url, marks }) {
  const name = element("bdi"); // a title may be written from right to left
  const link = element("a", { href: url }, name);
  let at = 0;
  for (const [from, to] of marks) {
    name.append(title.slice(at, from), element("mark", { textContent: title.slice(from, to) }));
    at = to;
  }
  name.append(title.slice(at));
  const where = element("span", { className: "where" }, element("time", { dateTime: date, textContent: date }), ` ${label(id)}`);
  const item = element("li", {}, link, where);
  Object.assign(item.dataset, { paper: id, score });
  return item;
}

function address() {
  const fields = new URLSearchParams();
  if (input.value.trim()) fields.set("q", input.value.trim());
  if (order() === "lunr") fields.set("order", "lunr");
  return `${location.pathname}${fields.size ? "?" : ""}${fields}`;
}

function submit() {
  if (address() !== location.pathname + location.search) history.pushState(null, "", address());
  settled = true;
  show();
}

function read() {
  const fields = new URLSearchParams(location.search);
  input.value = fields.get("q") ?? "";
  const wanted = fields.get("order") === "lunr" ? "lunr" : "all";
  for (const button of orders) button.checked = button.value === wanted;
  settled = true;
  show();
}

form.onsubmit = (event) => {
  event.preventDefault();
  submit();
};
form.onchange = (event) => event.target === input || submit();
input.oninput = () => {
  history[settled ? "pushState" : "replaceState"](null, "", address());
  settled = false;
  show({ typing: true });
};
addEventListener("popstate", read);
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [input, ...every("a", HTMLElement, list)];
  const at = links.findIndex((link) => link === document.activeElement);
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (event.key === "/" && document.activeElement !== input) input.focus();
  else if (event.key === "Escape" && at > 0) input.focus();
  else if (step && at >= 0) links[Math.min(links.length - 1, Math.max(0, at + step))].focus();
  else return;
  event.preventDefault();
});
read();
