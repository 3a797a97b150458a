// Saved papers on their way: to files and the clipboard, from files, and by links.

import { copy } from "../lib/clipboard.js";
import { element, one } from "../lib/dom.js";
import { count as counted } from "../lib/plural.js";
import { brought, entries, merge } from "./entries.js";
import { FORMATS } from "./formats.js";
import { notes } from "./obsidian.js";
import { portions } from "./portions.js";
import { fragment, listed } from "./share.js";
import { current, discardUnread, follow, messageOf, unread, update } from "./state.js";
import { zip } from "./zip.js";

/** @typedef {import("./formats.js").Pair} Pair */

const LARGEST = 20_000_000; // bytes of a file: no browser keeps more
const OBSIDIAN = "Obsidian";
const [shared, sharedList, sharedTitle, said, strange] = ["#_shared", "#_shared-papers", "#_shared-title", "#_said", "#_strange"].map((id) =>
  one(id, HTMLElement),
);
const [download, copying, share, everything, keep, leave] = ["#_download", "#_copy", "#_share", "#_everything", "#_keep", "#_leave"].map((id) =>
  one(id, HTMLButtonElement),
);
const [link, file, own] = ["#_link", "#_file", "#_own"].map((id) => one(id, HTMLInputElement));
const format = one("#_format", HTMLSelectElement);

/** @param {number} number */
const papers = (number) => counted(number, "paper");
/** @param {number} number */
const entriesIn = (number) => `${number.toLocaleString("en")} ${number === 1 ? "entry" : "entries"}`;
/** @param {string} id */
const isRead = (id) => id in current().read;

/**
 * Say something, once: what a live region has already it does not say again.
 * @param {HTMLElement} place
 * @param {string} text
 */
export function tell(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/**
 * @param {() => Pair[]} shown the papers that the page shows, which are those that are taken
 * @param {(id: string) => HTMLElement} rowOf a paper of a list that is offered
 */
export function begin(shown, rowOf) {
  download.addEventListener("click", () => save(shown()));
  copying.addEventListener("click", async () => {
    const copied = await copy(written(shown()).text);
    tell(said, copied ? `${papers(shown().length)} copied as ${format.value}.` : "The browser did not allow copying. Export a file instead.");
  });
  format.addEventListener("change", () => (copying.hidden = format.value === OBSIDIAN));
  copying.hidden = format.value === OBSIDIAN;
  everything.addEventListener("click", () => saveAs("reader-state.json", "application/json", `${JSON.stringify(current(), null, 2)}\n`));
  file.addEventListener("change", restore);
  share.addEventListener("click", () => send(shown()));
  one("#_strange-export", HTMLButtonElement).addEventListener("click", () => saveAs("unread-state.txt", "text/plain", unread()));
  one("#_strange-delete", HTMLButtonElement).addEventListener("click", () => {
    discardUnread();
    showStrange();
    one("#_main", HTMLElement).focus();
  });
  const { draw } = portions(sharedList, rowOf);
  keep.addEventListener("click", () => {
    let added = 0;
    const { starred = {} } = offered ?? {};
    update((state) => (added = merge(state.starred, starred)));
    close(`Saved ${papers(added)} from the shared list.`);
  });
  leave.addEventListener("click", () => close("The shared list was discarded."));
  addEventListener("hashchange", () => open(draw));
  follow(drawShared);
  follow(showStrange);
  showStrange();
  return open(draw);
}

// Files

/** @param {string} name @param {string} type @param {BlobPart} content */
function saveAs(name, type, content) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** @param {Pair[]} pairs @returns {{ ending: string, type: string, text: string }} */
function written(pairs) {
  const { value } = format;
  if (Object.hasOwn(FORMATS, value)) return { ...FORMATS[value], text: FORMATS[value].write(pairs, isRead) };
  const { version } = current();
  return { ending: "json", type: "application/json", text: `${JSON.stringify({ version, starred: Object.fromEntries(pairs) }, null, 2)}\n` };
}

/** @param {Pair[]} pairs */
function save(pairs) {
  if (format.value === OBSIDIAN) return saveAs("saved-papers.zip", "application/zip", zip(notes(pairs, isRead)));
  const { ending, type, text } = written(pairs);
  saveAs(`saved-papers.${ending}`, type, text);
}

async function restore() {
  const chosen = file.files?.[0];
  if (!chosen) return;
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
}

/** What could not be read is offered as a file, for nothing else can be done with it. */
function showStrange() {
  strange.hidden = !unread();
}

// Links

/** @param {Pair[]} pairs */
async function send(pairs) {
  link.hidden = true;
  try {
    const { origin, pathname } = location;
    link.value = origin + pathname + (await fragment(pairs, own.checked));
  } catch (error) {
    return tell(said, messageOf(error));
  }
  link.hidden = await copy(link.value);
  if (link.hidden) return tell(said, `Link to ${papers(pairs.length)} copied.`);
  link.select();
  tell(said, "The browser did not allow copying. The link is selected: copy it yourself.");
}

/** @type {Awaited<ReturnType<typeof listed>>} */
let offered = null;

/** @param {string} id @returns {import("./entries.js").Entry | undefined} a paper of the list that is offered */
export const offer = (id) => offered?.starred[id];

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

/** @param {(ids: string[], anew: boolean) => void} draw */
async function open(draw) {
  try {
    offered = await listed(location.hash);
    const ids = Object.keys(offered?.starred ?? {});
    draw(ids, true);
    if (offered && !ids.length) throw new Error("it contains no papers");
  } catch (error) {
    offered = null;
    tell(said, `The list in the link cannot be read: ${messageOf(error)}.`);
  }
  drawShared();
  if (offered) sharedTitle.focus(); // so that it is read out
}

/** @param {string} text */
function close(text) {
  offered = null;
  history.replaceState(null, "", location.pathname);
  drawShared();
  tell(said, text);
  one("#_main", HTMLElement).focus();
}
