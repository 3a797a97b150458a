// The search page: what is typed goes to the index, and what comes back is shown.

import { element } from "../element.js";
import { label } from "./address.js";
import { open } from "./search.js";

const PAGE = 20;
const form = /** @type {HTMLFormElement} */ (document.querySelector("#search"));
const [input, status, list, notes, years, more] = ["q", "search-status", "results", "search-notes", "years", "more"].map((id) =>
  document.getElementById(id),
);
let index = opened();
let run = 0;
let settled = true; // whether the address is that of a query which is done, and is to be kept in the history

function opened() {
  const index = open(form.dataset.root);
  index.catch(() => {}); // the search that waits for it will say so
  return index;
}

function say(state, text) {
  if (state !== "loading") document.documentElement.classList.remove("searching"); // see `early.js`
  status.dataset.state = state;
  status.textContent = text;
}

async function show({ typing = false, limit = PAGE, thorough = false } = {}) {
  const query = input.value.trim();
  const number = ++run;
  const order = form.elements.namedItem("order").value;
  if (!query) {
    for (const place of [list, notes, years]) place.replaceChildren();
    more.hidden = true;
    return say("idle", "");
  }
  say("loading", status.textContent || "Searching…");
  try {
    const answer = await (await index).search(query, { typing, limit, order, thorough });
    if (number !== run || (typing && !answer.total && list.children.length)) return;
    draw(answer, limit);
  } catch (error) {
    if (number !== run) return;
    if (error.name !== "TooMuch") index = opened(); // the site may have been published anew
    say("error", error.name === "TooMuch" ? `${error.message} ${error.files} files would be fetched.` : "The search cannot be reached.");
    const again = element("button", { type: "button", textContent: "Search all the same" });
    again.onclick = () => show({ limit, thorough: true });
    notes.replaceChildren(element("li", {}, again));
  }
}

function draw({ total, all, hits, years: counts, notes: said, day }, limit) {
  const papers = (count) => `${count.toLocaleString("en")} paper${count === 1 ? "" : "s"}`;
  const some = all < total ? `${all ? "" : "No paper with all of the words"}, ${total.toLocaleString("en")} with any of them` : "";
  say("done", total ? (all ? `${papers(all)} with all of the words` : "") + some : "No papers found");
  notes.replaceChildren(...said.map((text) => element("li", { textContent: text })));
  if (day) notes.append(element("li", {}, element("a", { href: day, textContent: "The papers of that day" })));
  list.replaceChildren(...hits.map(row));
  more.hidden = hits.length < limit || limit >= 200;
  more.onclick = () => show({ limit: limit + PAGE });
  const most = Math.max(...counts.map(([, count]) => count));
  const chosen = /after:(\d{4}) before:/.exec(input.value)?.[1];
  years.replaceChildren(
    ...counts.map(([year, count]) => {
      const bar = element("button", { type: "button", textContent: year, title: papers(count) });
      bar.append(element("span", { className: "count", textContent: count.toLocaleString("en") }));
      bar.style.setProperty("--share", String(count / most));
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
  if (form.elements.namedItem("order").value === "lunr") fields.set("order", "lunr");
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
  form.elements.namedItem("order").value = fields.get("order") === "lunr" ? "lunr" : "all";
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
  const links = [input, ...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "/" && document.activeElement !== input) input.focus();
  else if (event.key === "Escape" && at > 0) input.focus();
  else if (step && at >= 0) links[Math.min(links.length - 1, Math.max(0, at + step))].focus();
  else return;
  event.preventDefault();
});
read();
