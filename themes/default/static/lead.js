// On from an address that leads nowhere: to the paper, if it is written as arXiv or people write it, or else to arXiv.

import { element, maybe } from "./lib/dom.js";
import { address } from "./search/address.js";

const ID = /(?<![\d.])(\d\d(?:0[1-9]|1[0-2])\.\d{4,5})(?!\d)|([a-z]+(?:-[a-z]+)*)(?:\.[a-z]{2})?\/(\d{7})(?!\d)/;

/** @returns {string} the path that was asked for, as pages are written */
export const asked = () => `${decoded().toLowerCase()}/`.replace(/\/(?:index\.html)?\/*$/, "/");

function decoded() {
  try {
    return decodeURI(location.pathname);
  } catch {
    return location.pathname; // it is not UTF-8
  }
}

/**
 * The paper of arXiv that a path names, whatever stands before its id, and behind it: `/pdf/2007.10986v2.pdf`.
 * @param {string} path
 * @returns {string} its id; empty when it names none
 */
export function paperIn(path) {
  const [, id = "", archive, number] = ID.exec(path) ?? [];
  return id || (archive ? `${archive}/${number}` : "");
}

/**
 * @param {string[]} paths of pages
 * @returns {Promise<string>} the first that the site has; empty when it has none
 */
async function first(paths) {
  for (const path of new Set(paths)) {
    if (path === decoded()) continue;
    const answer = await fetch(path, { method: "HEAD" }).catch(() => null);
    if (answer?.ok) return path;
  }
  return "";
}

/**
 * @param {string} id that the site does not have
 * @param {HTMLElement} status
 */
function offer(id, status) {
  const link = element("a", { href: `https://arxiv.org/abs/${id}`, textContent: `Open arXiv:${id} on arXiv` });
  const field = maybe("#q", HTMLInputElement);
  if (field) field.value = id;
  status.after(link, field ? ", or search this archive for it." : ".");
}

/**
 * Go to the first place that there is: one that is known, or the page that was meant. If there is none, offer arXiv's.
 * @param {HTMLElement} status which knows the site's `root` and the pattern of a `paper`'s page
 * @param {(path: string) => Promise<string>} [known] finds another place for the path of a page
 */
export async function lead(status, known = async () => "") {
  const { root = "/", paper: pattern = "" } = status.dataset;
  const path = asked();
  const id = paperIn(path.slice(root.length - 1));
  const page = id && address(root, pattern, id);
  status.textContent = "Looking for the paper…";
  const place = (await known(path)) || (page && (await known(page.toLowerCase())));
  const goal = place || (await first([...(page ? [page] : []), ...(/[A-Z]/.test(decoded()) ? [path] : [])]));
  status.textContent = "";
  if (goal) location.replace(goal);
  else if (id) offer(id, status);
}
