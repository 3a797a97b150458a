// What a paper's id tells: where the paper is, and what it is called. `permalinks.py` of sitegen says the same.

import { folder } from "../lib/site.js";

/**
 * What an id is written behind when it is shown, by scheme.
 * @type {Record<string, string>}
 */
export const LABELS = {
  arxiv: "arXiv:",
  doi: "doi:",
  pmid: "PMID ",
  openreview: "OpenReview ",
  acl: "ACL ",
  eprint: "ePrint ",
  biorxiv: "bioRxiv ",
  medrxiv: "medRxiv ",
  hn: "Hacker News ",
  github: "github.com/",
  link: "",
};

/**
 * @param {string} id
 * @returns {[string, string]} its scheme, and its name there: `doi:10.1212/x` is `["doi", "10.1212/x"]`
 */
export const parted = (id) => (id.includes(":") ? [id.slice(0, id.indexOf(":")), id.slice(id.indexOf(":") + 1)] : ["arxiv", id]);

/**
 * The path of a paper's page.
 * @param {string} root the site's base path, with a `/` at its end
 * @param {string} pattern that of arXiv's papers, with `{id}`, or `{yymm}` and `{number}`
 * @param {string} id
 */
export function address(root, pattern, id) {
  const [scheme, name] = parted(id);
  if (scheme !== "arxiv") return root + `${scheme}/${name.toLowerCase()}/`.replaceAll("/.", "/-.").replaceAll("./", ".-/");
  const [month, number] = id.includes("/") ? [id.split("/")[1].slice(0, 4), id.replace("/", "-")] : id.split(".");
  return pattern.replaceAll("{id}", id).replaceAll("{yymm}", month).replaceAll("{number}", number);
}

/**
 * The place of a paper on the page of a day, which is all that it has when it is folded.
 * @param {string} root the site's address or base path, with a `/` at its end
 * @param {string} day `2020-07-22`
 * @param {string} id
 */
export const place = (root, day, id) => `${root}${folder(day)}#${id}`;

/**
 * An id as people write it: `arXiv:2007.10986`, `PMID 24994841`.
 * @param {string} id
 * @param {string} [url] where the paper is
 */
export function label(id, url = "") {
  const [scheme, name] = parted(id);
  return scheme === "link" ? url.replace(/^https?:\/\/(?:www\.)?/, "").split("/")[0] : (LABELS[scheme] ?? `${scheme}:`) + name;
}
