// The page of starred papers: a list to sort, to cut, to take elsewhere, and to bring or send here.

import { element } from "../element.js";
import { address, label, place } from "../search/address.js";
import { brought, entries, merge } from "./entries.js";
import { FORMATS } from "./formats.js";
import { fragment, listed } from "./share.js";
import { current, failure, follow, update } from "./state.js";

/** @typedef {import("./formats.js").Pair} Pair */

const LARGEST = 20_000_000; // bytes of a file: no browser keeps more
const named = (id) => document.getElementById(id);
const [list, order, link, file] = ["_papers", "_order", "_link", "_file"].map(named);
const [count, said, undo] = ["_count", "_said", "_undo"].map(named);
const [shared, sharedTitle, keep] = ["_shared", "_shared-title", "_keep"].map(named);
const { root, paper: pattern, folded = "" } = named("_saved").dataset;
const papers = (number) => `${number.toLocaleString("en")} paper${number === 1 ? "" : "s"}`;

/** @type {Record<string, (one: Pair, other: Pair) => number>} */
const ORDERS = {
  starred: ([, one], [, other]) => other.at - one.at,
  day: ([, one], [, other]) => other.day.localeCompare(one.day),
  title: ([, one], [, other]) => one.title.localeCompare(other.title, "en"),
};

/** @returns {string} */
const ordered = () => (Object.hasOwn(ORDERS, current().settings.order ?? "") ? current().settings.order : "starred");

/** @returns {Pair[]} the starred papers in the reader's order */
const saved = () => sorted(entries(Object.entries(current().starred)).starred);

/** @param {Record<string, import("./entries.js").Entry>} starred */
function sorted(starred) {
  const byId = ([one], [other]) => (one < other ? 1 : -1);
  const first = ORDERS[ordered()];
  return Object.entries(starred).sort((one, other) => first(one, other) || ORDERS.day(one, other) || byId(one, other));
}

/** Say something, once: what a live region has already it does not say again. */
function tell(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

// The list

function draw() {
  const mine = saved();
  const row = document.activeElement.closest("#_papers li");
  const [id, place] = row ? [row.dataset.id, controls(row).indexOf(document.activeElement)] : [];
  list.replaceChildren(...mine.map(([paper, about]) => rowOf(paper, about, true)));
  if (id) controls(rowFor(id) ?? list.lastElementChild)[place]?.focus();
  tell(count, failure ? `Not kept: ${failure}` : mine.length ? papers(mine.length) : "No papers yet.");
  order.value = ordered();
  named("_none").hidden = mine.length > 0;
  named("_some").hidden = !mine.length;
  for (const button of document.querySelectorAll(".take:not([value=Everything])")) button.disabled = !mine.length;
  drawShared();
}

/** @param {HTMLElement | null} row */
const controls = (row) => [...(row?.querySelectorAll("a, button") ?? [])];

/** @param {string} id */
const rowFor = (id) => [...list.children].find((row) => row.dataset.id === id);

/**
 * @param {string} id
 * @param {import("./entries.js").Entry} about
 * @param {boolean} mine
 */
function rowOf(id, { title, day, url }, mine) {
  const seen = place(root, day, id);
  const page = day > folded ? address(root, pattern, id) : seen;
  const row = element(
    "li",
    {},
    element("a", { href: page, textContent: title }),
    element("span", { className: "where" }, element("a", { href: seen }, element("time", { dateTime: day, textContent: day })), label(id, url)),
  );
  row.dataset.id = id;
  if (mine) {
    const button = element("button", { type: "button", textContent: "Remove", onclick: () => remove(id) });
    button.setAttribute("aria-label", `Remove ${title}`);
    row.lastElementChild.append(button);
  }
  return row;
}

/** @param {string} id */
function remove(id) {
  const row = rowFor(id);
  const next = (row.nextElementSibling ?? row.previousElementSibling)?.dataset.id;
  const gone = current().starred[id];
  update(({ starred }) => delete starred[id]);
  undo.hidden = false;
  undo.onclick = () => {
    update(({ starred }) => merge(starred, { [id]: gone }));
    undo.hidden = true;
    tell(said, "It is back.");
    controls(rowFor(id))[0].focus();
  };
  tell(said, `Removed: ${gone.title}`);
  (next ? controls(rowFor(next)).at(-1) : undo).focus();
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

for (const button of document.querySelectorAll(".take")) {
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
  const [chosen] = file.files;
  if (!chosen) return;
  undo.hidden = true;
  try {
    if (chosen.size > LARGEST) throw new Error("This is too large.");
    const found = brought(await chosen.text());
    const more = (mine, theirs) => [...new Set([...mine, ...theirs])];
    let added = 0;
    update((state) => {
      added = merge(state.starred, found.starred);
      for (const id of found.read) state.read[id] ??= 1;
      state.watch = more(state.watch, found.watch);
      state.mute = more(state.mute, found.mute);
      state.settings = { ...found.settings, ...state.settings };
    });
    const left = found.left ? ` ${found.left.toLocaleString("en")} left out: they are no papers.` : "";
    tell(said, `${papers(Object.keys(found.starred).length)} in the file, ${added.toLocaleString("en")} of them new.${left}`);
  } catch (error) {
    tell(said, `Nothing was brought back. ${error.message}`);
  }
  file.value = "";
});

// Links

named("_share").addEventListener("click", async () => {
  link.hidden = true;
  try {
    const { origin, pathname } = location;
    link.value = origin + pathname + (await fragment(saved()));
  } catch (error) {
    return tell(said, error.message);
  }
  try {
    await navigator.clipboard.writeText(link.value);
    tell(said, "The link is copied.");
  } catch {
    link.hidden = false;
    link.select();
    tell(said, "The browser does not let this page copy; the link is selected.");
  }
});

/** @type {Awaited<ReturnType<typeof listed>>} */
let offered = null;

function drawShared() {
  const ids = Object.keys(offered?.starred ?? {});
  shared.hidden = !ids.length;
  if (!ids.length) return;
  const { starred } = entries(Object.entries(current().starred));
  const known = ids.filter((id) => id in starred).length;
  const left = offered.left ? `; ${offered.left.toLocaleString("en")} more cannot be read` : "";
  tell(sharedTitle, `Shared list of ${papers(ids.length)}, ${known.toLocaleString("en")} of them saved already${left}`);
  keep.disabled = known === ids.length;
}

async function open() {
  try {
    offered = await listed(location.hash);
    const rows = Object.entries(offered?.starred ?? {}).map(([id, about]) => rowOf(id, about, false));
    shared.querySelector("ol").replaceChildren(...rows);
    if (offered && !rows.length) throw new Error("it has no papers");
  } catch (error) {
    offered = null;
    tell(said, `The link holds no list that can be read: ${error.message}.`);
  }
  drawShared();
  named("_saved").classList.remove("waiting"); // nothing more will move
  if (offered) sharedTitle.focus(); // so that it is read out
}

/** @param {string} text */
function close(text) {
  offered = null;
  history.replaceState(null, "", location.pathname);
  drawShared();
  undo.hidden = true;
  tell(said, text);
  document.getElementById("_main").focus();
}

keep.addEventListener("click", () => {
  let added = 0;
  update(({ starred }) => (added = merge(starred, offered.starred)));
  close(`Saved ${papers(added)} of the shared list.`);
});
named("_leave").addEventListener("click", () => close("The shared list is closed, and nothing is saved of it."));

addEventListener("hashchange", open);
follow(draw);
draw();
open();
