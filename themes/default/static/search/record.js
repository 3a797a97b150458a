// A paper as the data of its day has it in, what a reader keeps of it out: see `reading/star.js`, which reads pages.

/**
 * @typedef {object} Paper of a day's `index.json`
 * @property {string} id
 * @property {string} title
 * @property {string} abstract
 * @property {string} [version]
 * @property {string} [category] of its section
 * @property {string[]} [categories]
 * @property {string[]} [authors]
 * @property {boolean} [more_authors] whether the digest says that there are more
 * @property {string} [topic] of its digest
 * @property {string[]} [topics] above it
 * @property {string[]} [keywords]
 * @property {{ text: string }[]} [parts]
 * @property {string} [pdf]
 * @property {string} [source_url] where it is, if that is not arXiv
 * @property {{ scheme: string, value: string }[]} [ids]
 * @property {string[]} [links]
 * @property {{ url: string, text: string }[]} [more_links]
 * @property {string} [published]
 * @property {string} [precision] of that date: `day`, `month` or `year`
 * @property {string} [journal]
 */

/** @type {Record<string, number>} */
const LENGTHS = { year: 4, month: 7 };

/** @param {(string | undefined)[]} names */
const distinct = (names) => [...new Set(names.flatMap((name) => name || []))];

/** @param {Paper} paper @returns {string[]} its own, and that of its section */
export const categoriesOf = ({ categories = [], category }) => distinct([...categories, category]);

/** @param {Paper} paper @returns {string[]} the headings above it, its keywords, and the topic of its digest */
export const topicsOf = ({ topics = [], keywords = [], topic }) => distinct([...topics, ...keywords, topic]);

/**
 * @param {Paper} paper
 * @param {string} day on which it was seen
 * @returns {import("../reading/entries.js").Entry} that it has when it is starred
 */
export function entryOf(paper, day) {
  const { id, title, version, authors = [], more_authors, published, precision = "", journal, source_url } = paper;
  const arxiv = !id.includes(":"); // an id of arXiv tells where the paper and its PDF are
  const doi = paper.ids?.find(({ scheme }) => scheme === "doi")?.value;
  const [categories, topics] = [categoriesOf(paper), topicsOf(paper)];
  const links = [
    ...(!arxiv && paper.pdf ? [[paper.pdf, "PDF"]] : []),
    ...(paper.links ?? []).map((url) => [url, url.replace(/^https?:\/\/(?:www\.)?/, "").replace(/\/$/, "")]),
    ...(paper.more_links ?? []).map(({ url, text }) => [url, text]),
  ].map(([url, text]) => /** @type {[string, string]} */ ([url, text]));
  return {
    title,
    ...(version && { version }),
    ...(authors.length && { authors }),
    ...(more_authors && { others: /** @type {const} */ (true) }),
    ...(topics.length && { topics }),
    ...(categories.length && { categories }),
    ...(published && { date: published.slice(0, LENGTHS[precision]) }),
    ...(journal && { journal }),
    ...(!arxiv && doi && { doi }),
    ...(!arxiv && source_url && { url: source_url }),
    ...(links.length && { links }),
    day,
    at: Date.now(),
  };
}
