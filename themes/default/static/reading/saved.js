// The page of starred papers: a list to sort, to cut, to take elsewhere, and to bring or send here.

import { copy } from "../lib/clipboard.js";
import { around, element, every, one } from "../lib/dom.js";
import { count as counted } from "../lib/plural.js";
import { address, label, place } from "../search/address.js";
import { brought, byline, entries, merge } from "./entries.js";
import { FORMATS } from "./formats.js";
import { fragment, listed } from "./share.js";
import { current, failure, follow, messageOf, update } from "./state.js";

/** @typedef {import("./formats.js").Pair} Pair */

const LARGEST = 20_000_000; // bytes of a file: no browser keeps more
const [whole, list, none, some, shared] = ["#_saved", "#_papers", "#_none", "#_some", "#_shared"].map((id) => one(id, HTMLElement));
const [count, said, sharedTitle] = ["#_count", "#_said", "#_shared-title"].map((id) => one(id, HTMLElement));
const [undo, keep, leave, share] = ["#_undo", "#_keep", "#_leave", "#_share"].map((id) => one(id, HTMLButtonElement));
const [link, file] = ["#_link", "#_file"].map((id) => one(id, HTMLInputElement));
const order = one("#_order", HTMLSelectElement);
const takers = every(".take", HTMLButtonElement);
const { root = "/", paper: pattern = "", folded = "" } = whole.dataset;
/** @param {number} number */
const papers = (number) => counted(number, "paper");
/** @param {number} number */
const entriesIn = (number) => `${number.toLocaleString("en")} ${number === 1 ? "entry" : "entries"}`;

/** @type {Record<string, (one: Pair, other: Pair) => number>} */
const ORDERS = {
  starred: ([, one], [, other]) => other.at - one.at,
  day: ([, one], [, other]) => other.day.localeCompare(one.day),
  title: ([, one], [, other]) => one.title.localeCompare(other.title, "en"),
};

function ordered() {
  const { order = "" } = current().settings;
  return Object.hasOwn(ORDERS, order) ? order : "starred";
}

/** @returns {Pair[]} the starred papers in the reader's order */
const saved = () => sorted(entries(Object.entries(current().starred)).starred);

/** @param {Record<string, import("./entries.js").Entry>} starred */
function sorted(starred) {
  /** @type {(one: Pair, other: Pair) => number} */
  const byId = ([one], [other]) => (one < other ? 1 : -1);
  const first = ORDERS[ordered()];
  return Object.entries(starred).sort((one, other) => first(one, other) || ORDERS.day(one, other) || byId(one, other));
}

/**
 * Say something, once: what a live region has already it does not say again.
 * @param {HTMLElement} place
 * @param {string} text
 */
function tell(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

// The list

function draw() {
  const mine = saved();
  const row = around(document.activeElement, "#_papers li");
  const place = controls(row).findIndex((control) => control === document.activeElement);
  list.replaceChildren(...mine.map(([paper, about]) => rowOf(paper, about, true)));
  if (row) controls(rowFor(row.dataset.id) ?? rows().at(-1))[place]?.focus();
  tell(count, failure() ? `Not saved: ${failure()}` : mine.length ? papers(mine.length) : "No saved papers");
  order.value = ordered();
  none.hidden = mine.length > 0;
  some.hidden = !mine.length;
  for (const button of takers) button.disabled = !mine.length && button.value !== "Everything";
  drawShared();
}

/** @param {HTMLElement | null | undefined} row */
const controls = (row) => (row ? every("a, button", HTMLElement, row) : []);

const rows = () => every("li", HTMLElement, list);

/** @param {string | undefined} id */
const rowFor = (id) => rows().find((row) => row.dataset.id === id);

/**
 * @param {string} id
 * @param {import("./entries.js").Entry} about
 * @param {boolean} mine
 */
function rowOf(id, about, mine) {
  const { title, day, url, links = [] } = about;
  const seen = place(root, day, id);
  const page = day > folded ? address(root, pattern, id) : seen;
  const date = element("a", { href: seen }, element("time", { dateTime: day, textContent: day }));
  const where = element("span", { className: "where" }, date, label(id, url));
  const authors = byline(about);
  const row = element("li", {}, element("a", { href: page, textContent: title }));
  if (authors) row.append(element("span", { className: "authors" }, element("bdi", { textContent: authors })));
  row.append(where);
  for (const [href, textContent] of links) where.append(element("a", { href, textContent }));
  row.dataset.id = id;
  if (mine) {
    const button = element("button", { type: "button", textContent: "Remove", onclick: () => remove(id) });
    button.setAttribute("aria-label", `Remove ${title}`);
    where.append(button);
  }
  return row;
}

/** @param {string} id */
function remove(id) {
  const ids = rows().map((row) => row.dataset.id);
  const at = ids.indexOf(id);
  const next = ids[at + 1] ?? ids[at - 1];
  const gone = current().starred[id];
  update(({ starred }) => delete starred[id]);
  undo.hidden = false;
  undo.onclick = () => {
    update(({ starred }) => merge(starred, { [id]: gone }));
    undo.hidden = true;
    tell(said, `Restored: ${gone.title}`);
    controls(rowFor(id))[0].focus();
  };
  tell(said, `Removed: ${gone.title}`);
  (controls(rowFor(next)).at(-1) ?? undo).focus();
}

order.addEventListener("change", () => update(({ settings }) => (settings.order = order.value)));

// Files

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
function download(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

for (const button of takers) {
  button.addEventListener("click", () => {
    const { value } = button;
    const format = FORMATS[value];
    if (format) return download(`saved-papers.${format.ending}`, format.type, format.write(saved()));
    const { version, starred } = current();
    const kept = value === "Everything" ? current() : { version, starred: entries(Object.entries(starred)).starred };
    const name = value === "Everything" ? "reader-state.json" : "saved-papers.json";
    download(name, "application/json", `${JSON.stringify(kept, null, 2)}\n`);
  });
}

file.addEventListener("change", async () => {
  const chosen = file.files?.[0];
  if (!chosen) return;
  undo.hidden = true;
  try {
    if (chosen.size > LARGEST) throw new Error("The file is too large.");
    const found = brought(await chosen.text());
    /** @type {(mine: string[], theirs: string[]) => string[]} */
    const more = (mine, theirs) => [...new Set([...mine, ...theirs])];
    let added = 0;
    update((state) => {
      added = merge(state.starred, found.starred);
      for (const id of found.read) state.read[id] ??= 1;
      state.watch = more(state.watch, found.watch);
      state.mute = more(state.mute, found.mute);
      state.settings = { ...found.settings, ...state.settings };
    });
    const left = found.left ? ` Skipped ${entriesIn(found.left)} that are not papers.` : "";
    tell(said, `${papers(Object.keys(found.starred).length)} in the file, ${added.toLocaleString("en")} new.${left}`);
  } catch (error) {
    tell(said, `Nothing was restored. ${messageOf(error)}`);
  }
  file.value = "";
});

// Links

share.addEventListener("click", async () => {
  link.hidden = true;
  try {
    const { origin, pathname } = location;
    link.value = origin + pathname + (await fragment(saved()));
  } catch (error) {
    return tell(said, messageOf(error));
  }
  link.hidden = await copy(link.value);
  if (link.hidden) return tell(said, "Link copied.");
  link.select();
  tell(said, "The browser did not allow copying. The link is selected: copy it yourself.");
});

/** @type {Awaited<ReturnType<typeof listed>>} */
let offered = null;

function drawShared() {
  const ids = Object.keys(offered?.starred ?? {});
  shared.hidden = !ids.length;
  if (!offered || !ids.length) return;
  const { starred } = entries(Object.entries(current().starred));
  const known = ids.filter((id) => id in starred).length;
  const left = offered.left ? `; ${entriesIn(offered.left)} cannot be read` : "";
  tell(sharedTitle, `Shared list: ${papers(ids.length)}, ${known.toLocaleString("en")} already saved${left}`);
  keep.textContent = `Save ${papers(ids.length - known)}`;
  keep.disabled = known === ids.length;
}

async function open() {
  try {
    offered = await listed(location.hash);
    const rows = Object.entries(offered?.starred ?? {}).map(([id, about]) => rowOf(id, about, false));
    one("ol", HTMLElement, shared).replaceChildren(...rows);
    if (offered && !rows.length) throw new Error("it contains no papers");
  } catch (error) {
    offered = null;
    tell(said, `The list in the link cannot be read: ${messageOf(error)}.`);
  }
  drawShared();
  whole.classList.remove("waiting"); // nothing more will move
  if (offered) sharedTitle.focus(); // so that it is read out
}

/** @param {string} text */
function close(text) {
  offered = null;
  history.replaceState(null, "", location.pathname);
  drawShared();
  undo.hidden = true;
  tell(said, text);
  one("#_main", HTMLElement).focus();
}

keep.addEventListener("click", () => {
  let added = 0;
  update(({ starred }) => (added = merge(starred, offered?.starred ?? {})));
  close(`Saved ${papers(added)} from the shared list.`);
});
leave.addEventListener("click", () => close("The shared list was discarded."));

addEventListener("hashchange", open);
follow(draw);
draw();
open();
