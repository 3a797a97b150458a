// The page that hosts show for an address that leads nowhere: if a paper's page was there that is folded now, on to its
// place on the page of its day. `folded/` of the site says where its papers are, in a file a month of arXiv's ids, and in one
// a scheme of others.

import { lead } from "./lead.js";
import { one } from "./lib/dom.js";
import { fetched } from "./lib/site.js";
import { address, LABELS, place } from "./search/address.js";

const status = one("#_folded", HTMLElement);
const { root = "/", paper: pattern = "" } = status.dataset;
const MONTH = /^\d\d(?:0[1-9]|1[0-2])$/;

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
async function found(path) {
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

await lead(status, found);
