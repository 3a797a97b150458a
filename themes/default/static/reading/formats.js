// Starred papers as files: BibTeX, RIS and CSL-JSON to the byte as `cite.py` of sitegen writes them, and Markdown.

import { matched } from "./entries.js";

/** @typedef {[string, import("./entries.js").Entry]} Pair an id, and what is known of the paper */

const SUBMITTED = /^(?:.*\/)?(\d\d)(0[1-9]|1[0-2])\d*(?:\.\d+)?$/;
const FIRST_YEAR = 91; // of arXiv, in 1991: its ids have years of two digits
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MARKDOWN = /[\\`*_{}[\]<>()#|~&$!]/g; // what could be markup
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

/** @param {string} id */
function submitted(id) {
  const [, year, month] = SUBMITTED.exec(id) ?? [];
  return year ? { year: Number(year) + (Number(year) >= FIRST_YEAR ? 1900 : 2000), month: Number(month) } : null;
}

const doi = (id) => `10.48550/arXiv.${id}`;
const page = (id, { version = "" }) => `https://arxiv.org/abs/${id}${version}`;

/** @param {Pair} pair */
function bibtex([id, paper]) {
  const date = submitted(id);
  const dated = date ? `  year          = {${date.year}},\n  month         = ${MONTHS[date.month - 1]},\n` : "";
  return `@misc{arxiv-${id.replaceAll("/", "-")},
  title         = {{${paper.latex ?? escaped(paper.title)}}},
${dated}  eprint        = {${id}${paper.version ?? ""}},
  archiveprefix = {arXiv},
  doi           = {${doi(id)}},
  url           = {${page(id, paper)}},
}
`;
}

/** @param {Pair} pair */
function ris([id, paper]) {
  const date = submitted(id);
  const dated = date ? `PY  - ${date.year}\nDA  - ${date.year}/${String(date.month).padStart(2, "0")}//\n` : "";
  return `TY  - GEN
TI  - ${paper.title}
${dated}PB  - arXiv
AN  - arXiv:${id}${paper.version ?? ""}
DO  - ${doi(id)}
UR  - ${page(id, paper)}
ER  - 
`;
}

/** @param {Pair} pair */
function csl([id, paper]) {
  const date = submitted(id);
  const issued = date ? `"issued": {"date-parts": [[${date.year}, ${date.month}]]}, ` : "";
  return `{"id": "arXiv:${id}", "type": "article", "genre": "preprint",
  "title": ${JSON.stringify(paper.title)},
  ${issued}"publisher": "arXiv",
  "number": "arXiv:${id}${paper.version ?? ""}", "DOI": "${doi(id)}",
  "URL": "${page(id, paper)}"}`;
}

/** @param {Pair} pair */
function markdown([id, paper]) {
  const title = paper.title.replace(MARKDOWN, "\\$&");
  return `* [${title}](${page(id, paper)}), ${paper.day}\n`;
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
