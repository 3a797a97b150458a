// Starred papers as files: BibTeX, RIS and CSL-JSON to the byte as `cite.py` of sitegen writes them, and Markdown.

import { elsewhere, parted, submitted } from "../search/address.js";
import { matched } from "./entries.js";

/** @typedef {[string, import("./entries.js").Entry]} Pair an id, and what is known of the paper */

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MARKDOWN = /[\\`*_{}[\]<>()#|~&$!]/g; // what could be markup
const PUBLISHERS = {
  arxiv: "arXiv",
  biorxiv: "bioRxiv",
  medrxiv: "medRxiv",
  eprint: "IACR Cryptology ePrint Archive",
  openreview: "OpenReview",
  acl: "Association for Computational Linguistics",
};
const DOIS = ["doi", "biorxiv", "medrxiv"]; // schemes whose names are DOIs
const DOI = /^10\.[0-9]{4,9}\/[A-Za-z0-9._;()/:<>[\]+*,#-]*[A-Za-z0-9)]$/;
const PREPRINTS = ["arxiv", "biorxiv", "medrxiv", "eprint", "openreview"];
const TYPES = { github: ["COMP", "software"], hn: ["ELEC", "webpage"], link: ["ELEC", "webpage"] };
const CAPITAL = "[A-Z\u00c0-\u00d6\u00d8-\u00de]";
const LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f'\u2019-]";
const PERSON = new RegExp(`^(${CAPITAL}${LETTER}*\\.?(?: ${CAPITAL}\\.?){0,2}) (${CAPITAL}${LETTER}+)$`);
const INVERTED = /^([^,]*[^, ]), ([^, ][^,]*)$/;
const GROUPS = ["AI", "Collaboration", "Consortium", "Group", "Institute", "Lab", "Labs", "Project", "Research", "Team", "University"];
const GROUP = new RegExp(`\\b(?:and|${GROUPS.join("|")})\\b`);
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
  const { title, version = "", authors = [], journal = "", date = "" } = paper;
  const told = submitted(id);
  return {
    id,
    scheme,
    name,
    title,
    version,
    authors,
    journal,
    latex: paper.latex ?? escaped(title),
    others: !!paper.others,
    date: told.length ? told : date.split("-").filter(Boolean).map(Number),
    publisher: PUBLISHERS[scheme] ?? "",
    doi: scheme === "arxiv" ? `10.48550/arXiv.${id}` : [DOIS.includes(scheme) ? name : (paper.doi ?? "")].find((doi) => DOI.test(doi)),
    url: pageOf(id, paper),
    isArxiv: scheme === "arxiv",
  };
}

/** The address of a paper elsewhere. */
const pageOf = (id, { url, version }) => url ?? elsewhere(id, version);

const two = (number) => String(number).padStart(2, "0");

/**
 * Tell a family name from the names before it, where that is as good as certain.
 * @param {string} author
 * @returns {[string, string] | null}
 */
function parts(author) {
  const inverted = INVERTED.exec(author);
  if (inverted) return [inverted[1], inverted[2]];
  const person = PERSON.exec(author);
  return person && !GROUPS.includes(person[2]) ? [person[2], person[1]] : null;
}

/** Write a name: in braces what BibTeX would take for several names, or for a person's. */
function bibtexName(author) {
  const whole = !parts(author) && (author.includes(",") || GROUP.test(author));
  return whole ? `{${escaped(author)}}` : escaped(author);
}

/** @param {string} author */
function cslName(author) {
  const [family, given] = parts(author) ?? [];
  const text = JSON.stringify;
  return family ? `{"family": ${text(family)}, "given": ${text(given)}}` : `{"literal": ${text(author)}}`;
}

/** @param {Pair} pair */
function bibtex(pair) {
  const { id, scheme, name, latex, version, authors, others, journal, date, publisher, doi, url, isArxiv } = about(pair);
  const names = [...authors.map(bibtexName), ...(others ? ["others"] : [])];
  const rows = [
    `@${journal ? "article" : "misc"}{${(isArxiv ? `arxiv-${id}` : id).replace(/[^A-Za-z0-9._-]+/g, "-")},`,
    `  title         = {{${latex}}},`,
    authors.length && `  author        = {${names.join(" and ")}},`,
    journal && `  journal       = {${escaped(journal)}},`,
    date.length && `  year          = {${date[0]}},`,
    date.length > 1 && `  month         = ${MONTHS[date[1] - 1]},`,
    isArxiv && `  eprint        = {${id}${version}},`,
    isArxiv && "  archiveprefix = {arXiv},",
    !isArxiv && publisher && `  publisher     = {${publisher}},`,
    scheme === "pmid" && `  pmid          = {${name}},`,
    doi && `  doi           = {${doi}},`,
    url && `  url           = {${url}},`,
    "}",
  ];
  return `${rows.filter(Boolean).join("\n")}\n`;
}

/** @param {Pair} pair */
function ris(pair) {
  const { id, scheme, name, title, version, authors, journal, date, publisher, doi, url, isArxiv } = about(pair);
  const rows = [
    `TY  - ${journal ? "JOUR" : (TYPES[scheme]?.[0] ?? "GEN")}`,
    `TI  - ${title}`,
    ...authors.map((author) => `AU  - ${(parts(author) ?? [author]).join(", ")}`),
    journal && `T2  - ${journal}`,
    date.length && `PY  - ${date[0]}`,
    date.length > 1 && `DA  - ${date[0]}/${two(date[1])}/${date.length > 2 ? two(date[2]) : ""}/`,
    publisher && `PB  - ${publisher}`,
    isArxiv && `AN  - arXiv:${id}${version}`,
    scheme === "pmid" && `AN  - ${name}`,
    doi && `DO  - ${doi}`,
    url && `UR  - ${url}`,
    "ER  - ",
  ];
  return `${rows.filter(Boolean).join("\n")}\n`;
}

/** @param {Pair} pair */
function csl(pair) {
  const { id, scheme, name, title, version, authors, journal, date, publisher, doi, url, isArxiv } = about(pair);
  const type = journal ? "article-journal" : (TYPES[scheme]?.[1] ?? "article");
  const genre = PREPRINTS.includes(scheme) && !journal ? ', "genre": "preprint"' : "";
  const published = [date.length && `"issued": {"date-parts": [[${date.join(", ")}]]}`, publisher && `"publisher": "${publisher}"`];
  const numbered = [isArxiv && `"number": "arXiv:${id}${version}"`, scheme === "pmid" && `"PMID": "${name}"`, doi && `"DOI": "${doi}"`];
  const rows = [
    `{"id": "${isArxiv ? "arXiv:" : ""}${id}", "type": "${type}"${genre}`,
    `"title": ${JSON.stringify(title)}`,
    authors.length && `"author": [${authors.map(cslName).join(", ")}]`,
    journal && `"container-title": ${JSON.stringify(journal)}`,
    published.filter(Boolean).join(", "),
    numbered.filter(Boolean).join(", "),
    url && `"URL": "${url}"`,
  ];
  return `${rows.filter(Boolean).join(",\n  ")}}`;
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
