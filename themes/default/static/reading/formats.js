// Starred papers as files: BibTeX, RIS and CSL-JSON to the byte as `citations.py` of sitegen writes them, with the reader's
// tags and notes behind; CSV, and a list in Markdown.

import { submitted } from "../lib/submitted.js";
import { parted } from "../search/address.js";
import { matched } from "./entries.js";

/** @typedef {[string, import("./entries.js").Entry]} Pair an id, and what is known of the paper */

/**
 * @typedef {object} Format
 * @property {string} ending of the file's name
 * @property {string} type
 * @property {(pairs: Pair[], isRead: (id: string) => boolean) => string} write
 */

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MARKDOWN = /[\\`*_{}[\]<>()#|~&$!]/g; // what could be markup
const INCOMPLETE = "The digest names only the first authors.";

// What follows divides names as `text/names.py` of sitegen does.
const LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0300-\u036f'\u2019-]";
const WORD = new RegExp(`^${LETTER}+$`);
const GIVEN = new RegExp(`^(?:${LETTER}+\\.?|(?:${LETTER}{1,2}\\.-?)+)$`);
const INITIALS = new RegExp(`^(?:${LETTER}\\.?|(?:${LETTER}{1,2}\\.-?)+)$`);
const MOST_INITIALS = 3;
const PREFIX = /^(?:[dl]['\u2019]|(?:al|el)-)(?=.)/;
const PARTICLES = new Set(
  `af al ap av aw bin bint da das de degli dei del della den der des di do dos du el het ibn in la las le los op
   't ten ter tot van vom von zu zum zur`.split(/\s+/),
);
const SUFFIX = /^(?:(?:Jr|Sr)\.?|II|III|IV)$/;
const AND = /(?:^| )and(?: |$)/i;
const GROUP = new RegExp(
  `\\b(?:${[
    "and AI Alliance Association Center Centre Collaboration Committee Community Consortium Corporation Corp GmbH Group",
    "Inc Initiative Institute Investigators LLC Lab Labs Laboratory Laboratories Ltd Network Organization Project Research",
    "Society Team University",
  ]
    .join(" ")
    .replaceAll(" ", "|")})\\b`,
);
const UNSPACED = /[\u2e80-\u9fff\uac00-\ud7af\u{20000}-\u{3ffff}]/u;

/** @type {Record<string, string>} */
const LATEX = { "\\": "\\textbackslash{}", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}" };

/**
 * Write plain text as LaTeX and BibTeX take it: `escaped` of `prose.py`.
 * @param {string} text
 */
function escaped(text) {
  const result = text.replace(/[&%$#_{}\\^~]/g, (character) => LATEX[character] ?? `\\${character}`);
  if (matched(result)) return result;
  return result.replaceAll("\\{", "\\textbraceleft{}").replaceAll("\\}", "\\textbraceright{}");
}

/**
 * What all formats say of a paper.
 * @param {Pair} pair
 */
export function about([id, paper]) {
  const [scheme, name] = parted(id);
  const arxiv = scheme === "arxiv";
  const { title, version = "", authors = [], journal = "", date = "", doi = "", tags = [], note = "" } = paper;
  const told = submitted(id);
  return {
    id,
    arxiv,
    title,
    version,
    authors,
    journal,
    number: arxiv || scheme === "pmid" ? name : "",
    date: told.length ? told : date.split("-").filter(Boolean).map(Number),
    doi: arxiv ? `10.48550/arXiv.${id}` : doi,
    url: pageOf(id, paper),
    tags,
    note,
  };
}

/**
 * The address of a paper elsewhere.
 * @param {string} id
 * @param {import("./entries.js").Entry} paper
 */
export const pageOf = (id, { url = "", version = "" }) => (id.includes(":") ? url : `https://arxiv.org/abs/${id}${version}`);

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
/**
 * @param {(string | number | false | undefined)[]} rows those that are empty are left out
 * @param {string} between
 */
const joined = (rows, between) => rows.filter(Boolean).join(between);
const json = JSON.stringify;

/**
 * A person's name.
 * @typedef {{ family: string, given: string, suffix: string }} Name
 */

/**
 * Divide a name; null for what may not be a person's, or has parts that nobody can tell apart.
 * @param {string} author
 * @returns {Name | null}
 */
function divided(author) {
  if (isGroup(author)) return null;
  if (!author.includes(",")) return natural(author);
  const parts = author.split(",").map((part) => part.replace(/^ +| +$/g, ""));
  if (parts.length > 3 || !parts.every(Boolean)) return null;
  const [first, second, third] = parts;
  if (third) return SUFFIX.test(second) ? { family: first, given: third, suffix: second } : null;
  if (!SUFFIX.test(second)) return { family: first, given: second, suffix: "" };
  const name = natural(first);
  return name && !name.suffix ? { ...name, suffix: second } : null;
}

/** @param {string} author */
const isGroup = (author) => GROUP.test(author) || AND.test(author);

/**
 * Divide a name that begins with the given names.
 * @param {string} author
 * @returns {Name | null}
 */
function natural(author) {
  const words = author.split(" ");
  const suffix = (words.length > 2 && SUFFIX.test(words[words.length - 1]) && words.pop()) || "";
  let start = words.length - 1;
  while (start > 1 && PARTICLES.has(words[start - 1])) start -= 1;
  const [first, ...others] = words.slice(0, start);
  if (!first || others.length >= MOST_INITIALS || !isFamily(words[words.length - 1])) return null;
  if (!isGiven(GIVEN, first) || !others.every((name) => isGiven(INITIALS, name))) return null;
  return { family: words.slice(start).join(" "), given: [first, ...others].join(" "), suffix };
}

/** @param {string} word */
function isFamily(word) {
  const bare = word.replace(PREFIX, "");
  return bare.length > 1 && isCapital(bare) && WORD.test(bare);
}

/**
 * @param {RegExp} pattern
 * @param {string} word
 */
const isGiven = (pattern, word) => isCapital(word) && pattern.test(word);

/** @param {string} word */
const isCapital = (word) => word.slice(0, 1).toLowerCase() !== word.slice(0, 1);

/**
 * Write a name: in braces what BibTeX would take for several names, or turn round.
 * @param {string} author
 */
function bibtexName(author) {
  const name = divided(author);
  if (name?.suffix) return escaped(`${name.family}, ${name.suffix}, ${name.given}`);
  const text = escaped(author);
  return (!name && isWhole(author)) || text.startsWith("\\") ? `{${text}}` : text; // some readers lose a command there
}

/**
 * Whether BibTeX has to be kept from dividing a name.
 * @param {string} author
 */
const isWhole = (author) =>
  author.includes(",") ||
  isGroup(author) ||
  author.trim().toLowerCase() === "others" ||
  (author.includes(" ") && UNSPACED.test(author));

/** @param {string} author */
function risName(author) {
  const name = divided(author);
  return name ? joined([name.family, name.given, name.suffix], ", ") : author;
}

/** @param {string} author */
function cslName(author) {
  const name = divided(author);
  if (!name) return `{"literal": ${json(author)}}`;
  const suffix = name.suffix && `, "suffix": ${json(name.suffix)}`;
  return `{"family": ${json(name.family)}, "given": ${json(name.given)}${suffix}}`;
}

/** @param {Pair} pair */
function bibtex(pair) {
  const { id, arxiv, number, title, version, authors, journal, date, doi, url, tags, note } = about(pair);
  const [, { latex = escaped(title), others }] = pair;
  const rows = [
    `@${journal ? "article" : "misc"}{${(arxiv ? `arxiv-${id}` : id).replace(/[^A-Za-z0-9._-]+/g, "-")},`,
    `  title         = {{${latex}}},`,
    authors[0] && `  author        = {${[...authors.map(bibtexName), ...(others ? ["others"] : [])].join(" and ")}},`,
    journal && `  journal       = {${escaped(journal)}},`,
    date[0] && `  year          = {${date[0]}},`,
    date[1] && `  month         = ${MONTHS[date[1] - 1]},`,
    arxiv ? `  eprint        = {${id}${version}},\n  archiveprefix = {arXiv},` : number && `  pmid          = {${number}},`,
    doi && `  doi           = {${doi}},`,
    url && `  url           = {${url}},`,
    tags[0] && `  keywords      = {${escaped(tags.join(", "))}},`,
    note && `  annote        = {${escaped(note)}},`,
    "}\n",
  ];
  return joined(rows, "\n");
}

/** @param {Pair} pair */
function ris(pair) {
  const { id, arxiv, number, title, version, authors, journal, date, doi, url, tags, note } = about(pair);
  const rows = [
    `TY  - ${journal ? "JOUR" : "GEN"}`,
    `TI  - ${title}`,
    ...authors.map((author) => `AU  - ${risName(author)}`),
    journal && `T2  - ${journal}`,
    date[0] && `PY  - ${date[0]}`,
    date[1] && `DA  - ${date[0]}/${two(date[1])}/${date.slice(2).map(two)}/`,
    arxiv ? `PB  - arXiv\nAN  - arXiv:${id}${version}` : number && `AN  - ${number}`,
    doi && `DO  - ${doi}`,
    url && `UR  - ${url}`,
    authors[0] && pair[1].others && `N1  - ${INCOMPLETE}`,
    ...tags.map((tag) => `KW  - ${tag}`),
    note && `N1  - ${note.replace(/\s+/g, " ")}`,
    "ER  - \n",
  ];
  return joined(rows, "\n");
}

/** @param {Pair} pair */
function csl(pair) {
  const { id, arxiv, number, title, version, authors, journal, date, doi, url, tags, note } = about(pair);
  const notes = joined([authors[0] && pair[1].others && INCOMPLETE, note], "\n");
  const type = journal ? '"article-journal"' : arxiv ? '"article", "genre": "preprint"' : '"document"';
  const issued = date[0] && `"issued": {"date-parts": [[${date.join(", ")}]]}`;
  const numbered = arxiv ? `"number": "arXiv:${id}${version}"` : number && `"PMID": "${number}"`;
  const rows = [
    `{"id": "${arxiv ? "arXiv:" : ""}${id}", "type": ${type}`,
    `"title": ${json(title)}`,
    authors[0] && `"author": [${authors.map(cslName).join(", ")}]`,
    journal && `"container-title": ${json(journal)}`,
    joined([issued, arxiv && '"publisher": "arXiv"'], ", "),
    joined([numbered, doi && `"DOI": "${doi}"`], ", "),
    url && `"URL": "${url}"`,
    tags[0] && `"keyword": ${json(tags.join(", "))}`,
    notes && `"note": ${json(notes)}`,
  ];
  return `${joined(rows, ",\n  ")}}`;
}

/**
 * Write a tag as Markdown's readers know it: without blanks.
 * @param {string} tag
 */
export const hashtag = (tag) => tag.replace(/[^\p{L}\p{N}\p{M}_/-]+/gu, "-").replace(/^-+|-+$/g, "");

/**
 * Write plain text as Markdown.
 * @param {string} text
 */
export const marked = (text) => text.replace(MARKDOWN, "\\$&");

/** @param {Pair} pair */
function markdown([id, paper]) {
  const { tags = [], note } = paper;
  const title = marked(paper.title);
  const url = pageOf(id, paper);
  const words = tags.map(hashtag).filter(Boolean).map((tag) => ` #${tag}`);
  const below = note ? `\n${`\n${note}`.replaceAll("\n", "\n  ")}`.replace(/ +$/gm, "") : "";
  return `* ${url ? `[${title}](${url})` : title}, ${paper.day}${words.join("")}${below}\n`;
}

const COLUMNS = "id title authors date journal doi url day starred read categories topics tags note".split(" ");

/**
 * Write papers as a table. It begins with the mark by which Excel knows UTF-8, and no cell is taken for a formula.
 * @type {Format["write"]}
 */
function csv(pairs, isRead) {
  const rows = pairs.map((pair) => {
    const { id, title, authors, date, journal, doi, url, tags, note } = about(pair);
    const [, { day, at, others, categories = [], topics = [] }] = pair;
    const names = [...authors, ...(others && authors[0] ? ["et al."] : [])].join("; ");
    const written = date.map((part, n) => (n ? two(part) : part)).join("-");
    const starred = new Date(at).toISOString().slice(0, 10);
    const lists = [categories, topics, tags].map((names) => names.join("; "));
    return [id, title, names, written, journal, doi, url, day, starred, isRead(id) ? "yes" : "no", ...lists, note];
  });
  return `\ufeff${[COLUMNS, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** @param {string} text */
function cell(text) {
  const harmless = text.replace(/^[=+@\t-]/, "'$&");
  return /[",\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** @type {Record<string, Format>} */
export const FORMATS = {
  BibTeX: { ending: "bib", type: "application/x-bibtex", write: (pairs) => pairs.map(bibtex).join("") },
  RIS: { ending: "ris", type: "application/x-research-info-systems", write: (pairs) => pairs.map(ris).join("") },
  "CSL-JSON": {
    ending: "csl.json",
    type: "application/vnd.citationstyles.csl+json",
    write: (pairs) => `[${pairs.map(csl).join(",\n ")}]\n`,
  },
  CSV: { ending: "csv", type: "text/csv", write: csv },
  Markdown: { ending: "md", type: "text/markdown", write: (pairs) => pairs.map(markdown).join("") },
};
