// The page that hosts show for an address that leads nowhere. If a paper's page was there that is folded now, on to its place
// on the page of its day: `folded/` of the site says where its papers are, in a file a month of arXiv's ids, and in one a scheme
// of others. If it is a paper's address as arXiv or people write it, on to the paper. For others, an id leads to arXiv.

import { element, maybe, one } from "./lib/dom.js";
import { fetched } from "./lib/site.js";
import { address, LABELS, place } from "./search/address.js";

const status = one("#_folded", HTMLElement);
const { root = "/", paper: pattern = "", whole } = status.dataset;
const MONTH = /^\d\d(?:0[1-9]|1[0-2])$/;
const ID = /(?<![\d.])(\d\d(?:0[1-9]|1[0-2])\.\d{4,5})(?!\d)|([a-z]+(?:-[a-z]+)*)(?:\.[a-z]{2})?\/(\d{7})(?!\d)/;

/** The path that was asked for, as pages are written. */
const asked = () => `${decoded(location.pathname).toLowerCase()}/`.replace(/\/(?:index\.html)?\/*$/, "/");

/** @param {string} path */
function decoded(path) {
  try {
    return decodeURI(path);
  } catch {
    return path; // it is not UTF-8
  }
}

/**
 * The path of a page of an arXiv paper: without version, `.pdf`, or an old id's subject class.
 * @param {string} path
 */
function bare(path) {
  return path
    .replace(/\.pdf\/$/, "/")
    .replace(/(\d)v\d{1,3}(?=\/)/, "$1")
    .replace(/([a-z-])\.[a-z-]+(?=\/\d{7}\/)/, "$1");
}

/**
 * @param {string} name of a file
 * @param {string} path
 * @returns {Promise<string>} the place of the paper whose page that was, if the file has it; else empty
 */
async function within(name, path) {
  const found = await fetched(`${root}folded/${name}.json`).catch(() => ({}));
  for (const [day, ids] of Object.entries(/** @type {Record<string, string[]>} */ (found))) {
    const id = ids.find((id) => address(root, pattern, id).toLowerCase() === path);
    if (id) return place(root, day, id);
  }
  return "";
}

/**
 * @param {string} path
 * @returns {Promise<string>} the place of the paper whose page it was; empty when there is none
 */
async function folded(path) {
  const [before] = pattern.toLowerCase().split("{");
  if (path.startsWith(before)) {
    const digits = bare(path).slice(before.length).match(/\d+/g) ?? []; // `1805` begins `1805.00001`, and `9901` `hep-th/9901001`
    const months = new Set(digits.map((some) => some.slice(0, 4)).filter((month) => MONTH.test(month)));
    for (const month of months) {
      const goal = await within(month, bare(path));
      if (goal) return goal;
    }
  }
  const [scheme] = path.slice(root.length).split("/");
  return Object.hasOwn(LABELS, scheme) ? within(scheme, path) : "";
}

/**
 * @param {string[]} paths of pages that the reader may have meant
 * @returns {Promise<string>} the first that the site has; empty when it has none
 */
async function first(paths) {
  for (const path of paths) {
    if (path === decoded(location.pathname)) continue;
    const answer = await fetch(path, { method: "HEAD" }).catch(() => null);
    if (answer?.ok) return path;
  }
  return "";
}

/** @param {string} id that the site does not have */
function offer(id) {
  const link = element("a", { href: `https://arxiv.org/abs/${id}`, textContent: `Open arXiv:${id} on arXiv` });
  status.after(link, ", or search this archive for it.");
  const field = maybe("#q", HTMLInputElement);
  if (field) field.value = id;
  else link.nextSibling?.remove();
}

const path = asked();
const [, id = "", subject, number] = ID.exec(path.slice(root.length - 1)) ?? [];
const paper = id || (subject ? `${subject}/${number}` : "");
const page = paper && address(root, pattern, paper);

/** @returns {Promise<string>} where the reader wanted to go; empty when the site does not have it */
async function meant() {
  const paths = [...new Set([page, path])].filter(Boolean);
  const old = whole === undefined ? ((await folded(path)) || (page && (await folded(page.toLowerCase())))) : "";
  return old || first(paths);
}

status.textContent = "Looking for the paper…";
const goal = await meant().catch(() => "");
status.textContent = "";
if (goal) location.replace(goal);
else if (paper) offer(paper);
