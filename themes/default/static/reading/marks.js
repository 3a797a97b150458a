// What a reader marks a paper as, and the buttons for it: they are made here, for three of them beside each of hundreds of
// papers are a tenth of a page. What was done last can be undone.

import { element, maybe, one } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { canStar, toggleStar } from "./star.js";
import { current, update } from "./state.js";

const MOST_UNDONE = 100; // steps that are remembered

/** @type {{ said: string, undo: () => void }[]} */
const done = [];

/** @param {HTMLElement} article */
export const titleOf = (article) => one(".title bdi", HTMLElement, article).textContent.trim();

/**
 * Make the buttons of a paper.
 * @param {HTMLElement} article
 * @param {{ more?: () => void, read: () => void, star: () => void }} acts
 * @returns {HTMLElement}
 */
export function buttons(article, { more, read, star }) {
  const title = titleOf(article);
  /** @type {[string, string, (() => void) | undefined | false, string][]} */
  const wanted = [
    ["more-of", `Whole text: ${title}`, more, "aria-expanded"],
    ["read", `Read: ${title}`, read, "aria-pressed"],
    ["star", `Star: ${title}`, canStar && star, "aria-pressed"],
  ];
  const made = element("span", { className: "marks" });
  for (const [className, name, act, state] of wanted) {
    if (!act) continue;
    const button = element("button", { type: "button", className });
    button.setAttribute("aria-label", name);
    button.setAttribute(state, "false");
    button.addEventListener("click", act);
    made.append(button);
  }
  return made;
}

/**
 * Show what is known of a paper.
 * @param {HTMLElement} article
 * @param {HTMLElement | null} marks its buttons
 */
export function draw(article, marks) {
  const { id = "" } = article.dataset;
  const { read, starred } = current();
  article.classList.toggle("is-read", id in read);
  article.classList.toggle("starred", id in starred);
  if (!marks) return;
  maybe(".read", HTMLElement, marks)?.setAttribute("aria-pressed", String(id in read));
  maybe(".star", HTMLElement, marks)?.setAttribute("aria-pressed", String(id in starred));
}

/** @param {string} id */
export function toggleRead(id) {
  if (id in current().read) markUnread([id]);
  else markRead([id]);
}

/**
 * Mark papers as read, in one step that can be undone.
 * @param {string[]} ids
 * @returns {number} how many were unread
 */
export function markRead(ids) {
  const fresh = [...new Set(ids)].filter((id) => !(id in current().read));
  if (!fresh.length) return 0;
  update(({ read }) => fresh.forEach((id) => (read[id] = 1)));
  remember(`${count(fresh.length, "paper")} marked as read`, () => update(({ read }) => fresh.forEach((id) => delete read[id])));
  return fresh.length;
}

/** @param {string[]} ids */
function markUnread(ids) {
  update(({ read }) => ids.forEach((id) => delete read[id]));
  remember(`${count(ids.length, "paper")} marked as unread`, () => update(({ read }) => ids.forEach((id) => (read[id] = 1))));
}

/** @param {HTMLElement} article */
export function star(article) {
  const { id = "" } = article.dataset;
  const before = current().starred[id];
  toggleStar(article);
  remember(before ? "Star removed" : "Starred", () =>
    update(({ starred }) => {
      if (before) starred[id] = before;
      else delete starred[id];
    }),
  );
}

/**
 * @param {string} said
 * @param {() => void} undo
 */
export function remember(said, undo) {
  done.push({ said, undo });
  if (done.length > MOST_UNDONE) done.shift();
}

/** @returns {string} what was last done, empty when nothing was */
export const last = () => done.at(-1)?.said ?? "";

/** @returns {string} what has been undone, empty when there was nothing */
export function undo() {
  const step = done.pop();
  step?.undo();
  return step ? `Undone: ${step.said}` : "";
}
