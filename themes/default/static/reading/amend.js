// What a reader changes of the papers that they saved, one or all that are shown: each change is a step that can be undone.

import { every, one } from "../lib/dom.js";
import { texts } from "../lib/json.js";
import { count } from "../lib/plural.js";
import { tagsOf } from "./entries.js";
import { last, markRead, remember, undo as undoLast } from "./marks.js";
import { current, update } from "./state.js";
import { tell as toast } from "./toast.js";

/** @typedef {import("./entries.js").Entry} Entry */

const field = one("#_tag", HTMLInputElement);
const undoing = one("#_undo", HTMLButtonElement);
/** @param {number} number */
const papers = (number) => count(number, "paper");
/** @type {() => string[]} */
let shown = () => [];
/** @type {(id: string) => void} */
let go = () => {};

/**
 * @param {() => string[]} ids of the papers that are shown
 * @param {(id: string) => void} back goes to a paper that has come back
 */
export function begin(ids, back) {
  [shown, go] = [ids, back];
  for (const button of every("[data-act]", HTMLButtonElement)) button.addEventListener("click", () => ACTS[button.dataset.act ?? ""]());
  field.addEventListener("keydown", ({ key }) => key === "Enter" && tagAll(true));
  undoing.addEventListener("click", undo);
}

/** Whether there is anything to undo. */
export const canUndo = () => !!last();

export function undo() {
  toast(undoLast() || "Nothing to undo");
  undoing.hidden = !canUndo();
}

/**
 * @param {string} said
 * @param {string[]} ids
 * @param {(entry: Entry) => Entry | null} change null removes a paper
 */
function amend(said, ids, change) {
  const { starred } = current();
  const before = Object.fromEntries(ids.flatMap((id) => (id in starred ? [[id, starred[id]]] : [])));
  remember(said, () => {
    update((state) => Object.assign(state.starred, before));
    if (ids.length === 1) go(ids[0]);
  });
  update((state) => {
    for (const id of ids) {
      const changed = state.starred[id] && change(state.starred[id]);
      if (changed) state.starred[id] = changed;
      else delete state.starred[id];
    }
  });
  toast(said, undo);
}

/** @param {string} id */
const titleOf = (id) => current().starred[id]?.title;

/** @param {Entry} entry @param {string[]} tags @param {string} [note] @returns {Entry} */
function annotated({ tags: _, note: __, ...entry }, tags, note) {
  return { ...entry, ...(tags[0] && { tags }), ...(note && { note }) };
}

/** @param {string} id @param {string[]} tags @param {string} note */
export function annotate(id, tags, note) {
  amend(`Tags and note changed: ${titleOf(id)}`, [id], (entry) => annotated(entry, tags, note));
}

/** @param {string} id */
export function remove(id) {
  amend(`Removed: ${titleOf(id)}`, [id], () => null);
}

// All papers that are shown

/** @param {boolean} isWanted whether they get the tags of the field, or lose them */
function tagAll(isWanted) {
  const named = tagsOf([field.value]);
  if (!named.length) return field.focus();
  /** @param {Entry} entry */
  const own = ({ tags }) => tagsOf(texts(tags));
  const { starred } = current();
  const those = shown().filter((id) => named.some((tag) => own(starred[id]).includes(tag) !== isWanted));
  const done = isWanted ? "added to" : "removed from";
  amend(`${named.map((tag) => `#${tag}`).join(", ")} ${done} ${papers(those.length)}`, those, (entry) =>
    annotated(entry, isWanted ? tagsOf([...own(entry), ...named]) : own(entry).filter((tag) => !named.includes(tag)), entry.note),
  );
  field.value = "";
}

function unreadAll() {
  const those = shown().filter((id) => id in current().read);
  const said = `${papers(those.length)} marked as unread`;
  remember(said, () => update(({ read }) => those.forEach((id) => (read[id] = 1))));
  update(({ read }) => those.forEach((id) => delete read[id]));
  toast(said, undo);
}

/** @type {Record<string, () => void>} */
const ACTS = {
  read: () => (markRead(shown()) ? toast(last(), undo) : toast("All of these were read already")),
  unread: unreadAll,
  tag: () => tagAll(true),
  untag: () => tagAll(false),
  remove: () => amend(`Removed ${papers(shown().length)}`, shown(), () => null),
};
