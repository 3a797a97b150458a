// The current paper beside the list, where the window is wide enough: so opening one pushes nothing.

import { element, every, maybe } from "../lib/dom.js";
import { aboutOf } from "./about.js";

const SOON = 80; // ms that a paper is the current one before it is shown: keys repeat faster
const wide = matchMedia("(min-width: 80rem)");
const page = document.documentElement;
const beside = maybe(".with-pane", HTMLElement);
const pane = element("aside", { className: "pane", tabIndex: 0 });
pane.setAttribute("aria-label", "Current paper");
beside?.append(pane);

let waiting = 0;
/** @type {string | undefined} */
let shown;

/** Whether the current paper is shown beside the list. */
export const isBeside = () =>
  !!beside && wide.matches && !page.classList.contains("no-pane") && page.dataset.density !== "full";

/**
 * Show a paper.
 * @param {import("./list.js").Paper} paper
 * @param {boolean} whole all that its own page says, too
 */
export function showIn({ element, link }, whole) {
  clearTimeout(waiting);
  if (!isBeside()) return;
  if (whole) return void load(element, link.href);
  if (shown !== element.id) waiting = setTimeout(() => fill(element), SOON);
}

/** @param {HTMLElement} article */
function fill(article) {
  shown = article.id;
  const copy = /** @type {HTMLElement} */ (article.cloneNode(true));
  for (const extra of every(".marks, .number, .Z3988", HTMLElement, copy)) extra.remove();
  for (const made of every("mark:not(.watch), .skipped", HTMLElement, copy)) made.replaceWith(...made.childNodes);
  for (const named of every("[id]", HTMLElement, copy)) named.removeAttribute("id");
  const authors = maybe(".authors", HTMLElement, copy);
  const { authors: all } = aboutOf(article);
  if (authors && all.length) authors.textContent = all.join(all.some((name) => name.includes(",")) ? "; " : ", ");
  const links = maybe(".sources", HTMLElement, copy);
  if (links) (maybe(".by", HTMLElement, copy) ?? maybe(".title", HTMLElement, copy))?.after(links);
  pane.replaceChildren(...copy.childNodes);
  pane.scrollTop = 0;
}

/**
 * Show what a paper's own page has, if the host gives it.
 * @param {HTMLElement} article
 * @param {string} address
 */
async function load(article, address) {
  fill(article);
  pane.focus({ preventScroll: true });
  try {
    const answer = await fetch(address);
    if (!answer.ok || shown !== article.id) return;
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = every("main .part, main .about, main aside", HTMLElement, other).filter((part) => part.textContent.trim());
    if (shown !== article.id) return;
    for (const named of parts.flatMap((part) => every("[id]", HTMLElement, part))) named.removeAttribute("id");
    const links = parts.flatMap((part) => every("a", HTMLAnchorElement, part));
    for (const link of links) link.href = new URL(link.getAttribute("href") ?? "", address).href;
    pane.append(...parts);
  } catch {
    // offline, or a paper without a page of its own: what the day says of it is there
  }
}
