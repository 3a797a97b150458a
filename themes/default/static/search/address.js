// What a paper's id tells: where the paper is, here and elsewhere, what it is called, and when it was submitted.
// `permalinks.py` of sitegen says the same.

const ARXIV = ["arXiv:", "https://arxiv.org/abs/"];

/** By scheme: what an id is written behind when it is shown, and what its address elsewhere begins with. */
export const SCHEMES = {
  doi: ["doi:", "https://doi.org/"],
  pmid: ["PMID ", "https://pubmed.ncbi.nlm.nih.gov/"],
  openreview: ["OpenReview ", "https://openreview.net/forum?id="],
  acl: ["ACL ", "https://aclanthology.org/"],
  eprint: ["ePrint ", "https://eprint.iacr.org/"],
  biorxiv: ["bioRxiv ", "https://www.biorxiv.org/content/"],
  medrxiv: ["medRxiv ", "https://www.medrxiv.org/content/"],
  hn: ["Hacker News ", "https://news.ycombinator.com/item?id="],
  github: ["github.com/", "https://github.com/"],
  link: ["", ""],
};
const SUBMITTED = /^(?:.*\/)?(\d\d)(0[1-9]|1[0-2])\d*(?:\.\d+)?$/;
const FIRST_YEAR = 91; // of arXiv, in 1991: its ids have years of two digits

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
export const place = (root, day, id) => `${root}${day.replaceAll("-", "/")}/#${id}`;

/**
 * The address of a paper elsewhere, as far as its id tells it.
 * @param {string} id
 * @param {string} [version]
 */
export function elsewhere(id, version = "") {
  const [scheme, name] = parted(id);
  const [, before] = scheme === "arxiv" ? ARXIV : (SCHEMES[scheme] ?? ["", ""]);
  if (!before) return "";
  const versioned = ["arxiv", "biorxiv", "medrxiv"].includes(scheme) ? version : "";
  return `${before}${name}${versioned}${["pmid", "acl"].includes(scheme) ? "/" : ""}`;
}

/**
 * An id as people write it: `arXiv:2007.10986`, `PMID 24994841`.
 * @param {string} id
 * @param {string} [url] where the paper is, when its id does not tell
 */
export function label(id, url = "") {
  const [scheme, name] = parted(id);
  if (scheme === "link") return url.replace(/^https?:\/\/(?:www\.)?/, "").split("/")[0];
  return (scheme === "arxiv" ? ARXIV[0] : (SCHEMES[scheme]?.[0] ?? `${scheme}:`)) + name;
}

/**
 * The year and the month in which a paper was submitted to arXiv.
 * @param {string} id
 * @returns {number[]} empty when it does not tell
 */
export function submitted(id) {
  const [, year, month] = (!id.includes(":") && SUBMITTED.exec(id)) || [];
  return year ? [Number(year) + (Number(year) >= FIRST_YEAR ? 1900 : 2000), Number(month)] : [];
}
