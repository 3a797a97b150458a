// A query's text in, its clauses out: Lunr's language, and what it has not: "phrases", after:2020-07, before:2021.
// Nothing that a person can type is an error: what makes no sense is left out or taken for words, and a note says so.

/**
 * @typedef {object} Clause
 * @property {string} term in lower case; `*` stands for any characters
 * @property {number[]} fields their numbers
 * @property {number} boost
 * @property {number} edits how many letters may differ
 * @property {number} presence 1: required, -1: prohibited, 0: neither
 *
 * @typedef {object} Query
 * @property {Clause[]} clauses
 * @property {{ text: string, field: string }[]} phrases the field is empty for any
 * @property {string} after a date, a month or a year; the first day that counts
 * @property {string} before the first that does not
 * @property {string[]} notes what was not taken as it was written
 */

import { isInitial, nameWords } from "./names.js";
import { CJK } from "./words.js";

const MOST_CLAUSES = 31; // a bit each
const MOST_EDITS = 3;
const SEPARATOR = /[\s-]/;
const ARXIV = /\b(?:(?:https?:\/\/)?(?:www\.)?arxiv\.org\/(?:abs|pdf|html)\/|arxiv:\s*)(?:([a-z-]+)(?:\.[a-z]{2})?(\/\d{7})|(\d{4}\.\d{4,5}))(?:v\d+)?(?:\.pdf)?/gi;
const SCHEME = /\b(?:arxiv|doi|pmid|openreview|acl|eprint|biorxiv|medrxiv|hn|github):(?=\S)/gi; // before an id
const HALVES = /(\s)-(?=(?:based|free|aware|driven|guided|level|like|wise|shot|scale|time|specific|agnostic)(?:\s|$))/gi;

/**
 * Read a query.
 * @param {string} text
 * @param {string[]} fields the fields' names
 * @param {boolean} lunr whether it is meant as Lunr takes it
 * @returns {Query}
 */
export function parse(text, fields, lunr) {
  /** @type {Query} */
  const query = { clauses: [], phrases: [], after: "", before: "", notes: [] };
  text = ` ${text} `
    .replace(/[\0-\x1f\x7f-\x9f]/g, " ")
    .replace(ARXIV, " $1$2$3 ")
    .replace(SCHEME, "")
    .replace(/(\d{4}\.\d{4,5})v\d+(?:\.pdf)?/g, "$1")
    .replace(/https?:\/\/(\S+)/g, (_, rest) => rest.replace(/[:~^+*-]/g, " "))
    .replace(/(\s)(after|before):(\d{4}(?:-\d\d){0,2})(?=\s)/g, (_, blank, /** @type {"after" | "before"} */ word, date) => {
      query[word] = date;
      return blank;
    })
    .replace(/(-)?(\w+:)?"([^"]*)"/g, (_, not, field = "", /** @type {string} */ text) => {
      if (not) {
        query.notes.push(`A phrase cannot be left out: “${text}” is not looked for.`);
        return " ";
      }
      const isName = field === "author:" && fields.includes("author");
      const words = isName ? lookedFor(nameWords(text)) : text.split(/[^\p{L}\p{N}.'\u2019/]+/u).filter(Boolean);
      if (isName || words.length > 1 || CJK.test(text)) query.phrases.push({ text, field: field.slice(0, -1) });
      return ` ${words.map((word) => "+" + field + word).join(" ")} `;
    });
  if (!lunr) {
    text = text
      .replace(/(\s)(id|category|author|topic):(\S+)/g, (all, blank, field, /** @type {string} */ value) =>
        fields.includes(field) ? value.split("-").reduce((all, part) => (part ? `${all} +${field}:${part}` : all), blank) : all)
      .replace(HALVES, "$1")
      .replace(/\s[+-](?=\s)/g, " ");
  }
  clauses(lexemes(text), fields, query);
  if (query.clauses.length > MOST_CLAUSES) {
    query.clauses.length = MOST_CLAUSES;
    query.notes.push(`Only the first ${MOST_CLAUSES} words are searched for.`);
  }
  return query;
}

/**
 * The words of a name that its terms can be found by: initials stand for any.
 * @param {string[]} words
 */
function lookedFor(words) {
  const whole = words.filter((word) => !isInitial(word));
  return whole.length ? whole : words;
}

/** @typedef {{ type: string, text: string }} Lexeme of type `term`, `field`, `presence`, `~` or `^` */

/**
 * Cut a query as Lunr does.
 * @param {string} text
 */
function lexemes(text) {
  /** @type {Lexeme[]} */
  const found = [];
  let word = "";
  const end = () => {
    if (word) found.push({ type: "term", text: word });
    word = "";
  };
  for (let n = 0; n < text.length; n++) {
    const c = text[n];
    if (c === "\\" && n + 1 < text.length) word += text[++n];
    else if (c === ":") {
      found.push({ type: "field", text: word });
      word = "";
    } else if (c === "~" || c === "^") {
      end();
      const digits = /^\d*/.exec(text.slice(n + 1, n + 9))?.[0] ?? "";
      found.push({ type: c, text: digits });
      n += digits.length;
    } else if (!word && (c === "+" || c === "-")) found.push({ type: "presence", text: c });
    else if (SEPARATOR.test(c)) end();
    else word += c;
  }
  end();
  return found;
}

/**
 * @param {Lexeme[]} lexemes
 * @param {string[]} fields the fields' names
 * @param {Query} query takes the clauses and the notes
 */
function clauses(lexemes, fields, query) {
  const every = fields.map((_, n) => n);
  let presence = 0;
  let scope = every;
  /** @type {Clause | null} */
  let clause = null;
  /** @param {string} text */
  const add = (text) => {
    clause = { term: text.toLowerCase(), fields: scope, boost: 1, edits: 0, presence };
    query.clauses.push(clause);
    presence = 0;
    scope = every;
  };
  lexemes.forEach(({ type, text }, n) => {
    if (type === "term") add(text);
    else if (type === "presence") presence = text === "+" ? 1 : -1;
    else if (type === "field") {
      if (!fields.includes(text)) {
        if (text) add(text);
        query.notes.push(`There is no field “${text}” (there are ${fields.join(", ")}): taken for a word.`);
      } else if (lexemes[n + 1]?.type === "term") scope = [fields.indexOf(text)];
      else add(text);
    } else if (!clause) query.notes.push(`“${type}” belongs behind a word.`);
    else if (!text) query.notes.push(`“${type}” needs a number behind it, as in ${clause.term}${type}1.`);
    else if (type === "^") clause.boost = Number(text);
    else {
      clause.edits = Math.min(Number(text), MOST_EDITS);
      if (Number(text) > MOST_EDITS) query.notes.push(`“~${text}”: no more than ${MOST_EDITS} letters may differ.`);
    }
  });
}
