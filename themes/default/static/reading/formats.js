// Starred papers as files: BibTeX, RIS and CSL-JSON to the byte as `cite.py` of sitegen writes them, and Markdown.

import { parted, submitted } from "../search/address.js";
import { matched } from "./entries.js";

/** @typedef {[string, import("./entries.js").Entry]} Pair an id, and what is known of the paper */

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MARKDOWN = /[\\`*_{}[\]<>()#|~&$!]/g; // what could be markup
const CAPITAL = "[A-Z\u00c0-\u00de]";
const LETTER = "[A-Za-z\u00c0-\u024f'\u2019-]";
const PERSON = new RegExp(`^(${CAPITAL}${LETTER}*\\.?(?: ${CAPITAL}\\.?){0,2}) (${CAPITAL}${LETTER}+)$`);
const INVERTED = /^([^,]*[^, ]), ([^, ][^,]*)$/;
const GROUP = /\b(?:and|AI|Collaboration|Consortium|Group|Institute|Labs?|Team|University)\b/;
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
function about([id, paper]) {
  const [scheme, name] = parted(id);
  const arxiv = scheme === "arxiv";
  const { title, version = "", authors = [], journal = "", date = "", doi = "" } = paper;
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
  };
}

/**
 * The address of a paper elsewhere.
 * @param {string} id
 * @param {import("./entries.js").Entry} paper
 */
const pageOf = (id, { url = "", version = "" }) => (id.includes(":") ? url : `https://arxiv.org/abs/${id}${version}`);

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
/**
 * @param {(string | number | false | undefined)[]} rows those that are empty are left out
 * @param {string} between
 */
const joined = (rows, between) => rows.filter(Boolean).join(between);
const json = JSON.stringify;

/**
 * Tell a family name from the names before it, where that is as good as certain.
 * @param {string} author
 * @returns {[string, string] | null}
 */
function parts(author) {
  const inverted = INVERTED.exec(author);
  if (inverted) return [inverted[1], inverted[2]];
  const person = !GROUP.test(author) && PERSON.exec(author);
  return person ? [person[2], person[1]] : null;
}

/**
 * Write a name: in braces what BibTeX would take for several names, or for a person's.
 * @param {string} author
 */
const bibtexName = (author) => (!parts(author) && (author.includes(",") || GROUP.test(author)) ? `{${escaped(author)}}` : escaped(author));

/** @param {string} author */
function cslName(author) {
  const [family, given] = parts(author) ?? [];
  return family ? `{"family": ${json(family)}, "given": ${json(given)}}` : `{"literal": ${json(author)}}`;
}

/** @param {Pair} pair */
function bibtex(pair) {
  const { id, arxiv, number, title, version, authors, journal, date, doi, url } = about(pair);
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
    "}\n",
  ];
  return joined(rows, "\n");
}

/** @param {Pair} pair */
function ris(pair) {
  const { id, arxiv, number, title, version, authors, journal, date, doi, url } = about(pair);
  const rows = [
    `TY  - ${journal ? "JOUR" : "GEN"}`,
    `TI  - ${title}`,
    ...authors.map((author) => `AU  - ${(parts(author) ?? [author]).join(", ")}`),
    journal && `T2  - ${journal}`,
    date[0] && `PY  - ${date[0]}`,
    date[1] && `DA  - ${date[0]}/${two(date[1])}/${date.slice(2).map(two)}/`,
    arxiv ? `PB  - arXiv\nAN  - arXiv:${id}${version}` : number && `AN  - ${number}`,
    doi && `DO  - ${doi}`,
    url && `UR  - ${url}`,
    "ER  - \n",
  ];
  return joined(rows, "\n");
}

/** @param {Pair} pair */
function csl(pair) {
  const { id, arxiv, number, title, version, authors, journal, date, doi, url } = about(pair);
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
  ];
  return `${joined(rows, ",\n  ")}}`;
}

/** @param {Pair} pair */
function markdown([id, paper]) {
  const title = paper.title.replace(MARKDOWN, "\\$&");
  const url = pageOf(id, paper);
  return `* ${url ? `[${title}](${url})` : title}, ${paper.day}\n`;
}

/** @type {Record<string, { ending: string, type: string, write: (pairs: Pair[]) => string }>} */
export const FORMATS = {
  BibTeX: { ending: "bib", type: "application/x-bibtex", write: (pairs) => pairs.map(bibtex).join("") },
  RIS: { ending: "ris", type: "application/x-research-info-systems", write: (pairs) => pairs.map(ris).join("") },
  "CSL-JSON": {
    ending: "csl.json",
    type: "application/vnd.citationstyles.csl+json",
    write: (pairs) => `[${pairs.map(csl).join(",\n ")}]\n`,
  },
  Markdown: { ending: "md", type: "text/markdown", write: (pairs) => pairs.map(markdown).join("") },
};
