// The search itself: a query in, the best papers out. Runs in a worker; where there are none, in the page.
// `docs/search.md` says what a query means.

import { fetched, folder } from "../lib/site.js";
import { address, place } from "./address.js";
import { dated } from "./dates.js";
import { excerpt, marksOf } from "./excerpt.js";
import { Files, Replaced, Search } from "./files.js";
import { expand } from "./fuzzy.js";
import { guessed } from "./guess.js";
import { nameTerms } from "./names.js";
import { Phrases } from "./phrases.js";
import { parse } from "./query.js";
import { Ranker } from "./rank.js";
import { fold, split, stem } from "./words.js";

/**
 * @typedef {object} Hit
 * @property {string} id
 * @property {number} score Lunr's, to nine decimals
 * @property {string} title plain text
 * @property {string} date the newest day it stands on, `2020-07-22`
 * @property {string} url its page, or its place on its day's when it is folded
 * @property {[from: number, to: number][]} marks where in the title words of the query stand
 *
 * @typedef {object} Answer
 * @property {number} total papers that hold any of the words
 * @property {number} all those that hold all of them
 * @property {Hit[]} hits
 * @property {string[]} terms what was looked for, as the index writes it
 * @property {[year: number, papers: number][]} years in which they stand, with the number of those that hold all words, or else any
 * @property {string[]} notes what was not taken as it was written
 * @property {string} day the page of the day or month, when the query is a date
 *
 * @typedef {{ paper: import("./record.js").Paper, excerpt: import("./excerpt.js").Excerpt }} About a paper: what the data of its day
 *   says, and the part of its text that has most of the query's terms
 *
 * @typedef {object} Options
 * @property {number} [limit] hits wanted; 10
 * @property {string} [order] `all`: papers that hold all words first; `lunr`: by score alone
 * @property {boolean} [typing] whether the query is what a reader types: if no paper has all words, the last one may go on, or
 *   what is misspelled is guessed; and a date is one
 * @property {boolean} [thorough] whether to fetch however many files it takes
 *
 * @typedef {{ terms: string[], fields: number[] }} Group terms of the index, and the fields in which they are looked for
 * @typedef {import("./query.js").Clause & { groups: Group[] }} Prepared a clause, and what its words are in the index: names of
 *   authors have no stems
 */

const MOST_DAYS = 40; // whose data is remembered
const MOST_READ = 40; // papers that are looked through for a phrase
const BEGINNING = /^(?:\d{4}\.\d{0,4}|[a-z]+\/\d{1,6})$/; // of an id
const MOST_TERMS = 64; // of a clause: a pasted text without blanks has thousands of pairs

/** An index, of which what was fetched is kept. */
export class Index {
  /** @type {Search | null} */
  #current = null;
  /** @type {Ranker | null} */
  #ranker = null;
  /** @type {Map<string, Promise<unknown>>} */
  #days = new Map();

  /**
   * @param {string} base the site's address, with a `/` at its end
   * @param {import("./wire.js").Manifest} manifest
   */
  constructor(base, manifest) {
    this.base = base;
    this.manifest = manifest;
    this.fields = manifest.fields.map(([name]) => name);
    this.author = this.fields.indexOf("author");
    this.stop = new Set(manifest.language.stop_words);
    this.files = new Files(base, manifest);
    this.files.measures().catch(() => {}); // every search needs them, and says so if they do not come
  }

  /**
   * @param {string} text
   * @param {Options} options
   * @returns {Promise<Answer>}
   */
  async search(text, { limit = 10, order = "all", typing = false, thorough = false } = {}) {
    const search = new Search(thorough);
    const last = this.#current;
    this.#current = search;
    const answer = this.#answer(text, { limit, lunr: order === "lunr", typing }, search);
    if (last) this.files.leave(last); // after this one has said what it wants
    try {
      return await answer;
    } finally {
      if (this.#current === search) this.#current = null;
      this.files.leave(search);
    }
  }

  /**
   * Read what the data of its day says of a paper that was found.
   * @param {{ id: string, date: string }} hit
   * @param {string[]} terms of the query, which are marked
   * @returns {Promise<About | null>} null when the day does not have the paper any more
   */
  async about({ id, date }, terms) {
    const day = this.#days.get(date) ?? fetched(`${this.base}${folder(date)}index.json`);
    this.#days.delete(date);
    this.#days.set(date, day);
    if (this.#days.size > MOST_DAYS) this.#days.delete(this.#days.keys().next().value ?? "");
    day.catch(() => this.#days.delete(date));
    const { papers } = /** @type {{ papers: import("./record.js").Paper[] }} */ (await day);
    const paper = papers.find((paper) => paper.id === id);
    if (!paper) return null;
    const texts = [paper.abstract, ...(paper.parts ?? []).map(({ text }) => text)].filter(Boolean);
    return { paper, excerpt: excerpt(texts, new Set(terms), this.manifest.language) };
  }

  /**
   * @param {string} text
   * @param {{ limit: number, lunr: boolean, typing: boolean }} options
   * @param {Search} search
   * @returns {Promise<Answer>}
   */
  async #answer(text, { limit, lunr, typing }, search) {
    const isFree = typing && !lunr;
    const date = dated(text);
    const query = parse(isFree && date ? date.rest : text, this.fields, lunr);
    if (isFree && date) {
      if (!query.after && !query.before) [query.after, query.before] = [date.date, date.next];
      query.notes.push(`“${date.written}” was taken for a date. In quotation marks, it is searched for as it stands.`);
    }
    const measures = this.files.measures();
    measures.catch(() => {});
    const isExact = lunr && !query.phrases.length;
    const look = (/** @type {import("./query.js").Clause} */ clause) => this.#looked(clause, isExact, search);
    let parts = await Promise.all(query.clauses.map(look));
    const { days, columns } = await measures;
    if (search.left) throw new Replaced();
    this.#ranker ??= new Ranker(this.manifest, columns);
    const ranker = this.#ranker;
    const range = this.#range(query, days);
    const isOfDays = isFree && !parts.length && !!(query.after || query.before);
    const rank = (/** @type {import("./guess.js").Part[]} */ parts) =>
      ranker.rank(parts.flatMap(({ found }) => found), range, Math.max(limit, MOST_READ), lunr, isOfDays);
    let ranking = rank(parts);
    if (isFree && !ranking.all && !query.phrases.length) {
      const means = { files: this.files, search, stems: this.manifest.language.stems, look, rank };
      const guess = await guessed(parts, this.#open(text, parts.at(-1)), means);
      parts = guess.parts;
      query.notes.push(...guess.notes);
      if (search.left) throw new Replaced();
      ranking = rank(parts);
    }
    const found = parts.flatMap(({ found }) => found);
    const terms = new Set(
      found.flatMap(({ presence, matches }) => (presence < 0 ? [] : matches.map(({ term }) => term))),
    );
    const shown = (/** @type {typeof ranking.best} */ some) => this.#hits(some, days, terms, search);
    const hasPhrases = query.phrases.length > 0;
    const hits = await (hasPhrases ? this.#phrased(ranking, query, limit, shown, search) : shown(ranking.best.slice(0, limit)));
    return {
      total: hasPhrases ? Math.min(ranking.total, hits.length) : ranking.total,
      all: hasPhrases ? hits.length : ranking.all,
      hits,
      terms: [...terms],
      years: years(ranking.members, days),
      notes: query.notes,
      day: date && !date.rest && days.some((day) => day.date.startsWith(date.date)) ? this.base + folder(date.date) : "",
    };
  }

  /**
   * Find what a clause stands for.
   * @param {import("./query.js").Clause} clause
   * @param {boolean} lunr
   * @param {Search} search
   * @returns {Promise<import("./guess.js").Part>}
   */
  async #looked(clause, lunr, search) {
    const prepared = this.#prepared(clause, lunr);
    return { clause, found: await Promise.all([prepared].flat().map((clause) => this.#found(clause, search))) };
  }

  /**
   * The word at the end of a query that may go on, which may be the beginning of an id.
   * @param {string} text
   * @param {import("./guess.js").Part | undefined} last
   * @returns {string} empty when it may not
   */
  #open(text, last) {
    if (!last?.found.length || last.clause.edits || last.clause.presence < 0 || last.clause.term.includes("*")) return "";
    if (BEGINNING.test(last.clause.term)) return last.clause.term;
    const words = split(last.clause.term);
    return words.length === 1 && /[\p{L}\p{N}]\s*$/u.test(text) ? words[0] : "";
  }

  /**
   * Turn a clause's word into terms; a stop word comes to nothing, but in Lunr's own order it is looked for in vain.
   * @param {import("./query.js").Clause} clause
   * @param {boolean} lunr
   * @returns {Prepared | []}
   */
  #prepared(clause, lunr) {
    const { term, fields } = clause;
    if (term.includes("*")) return { ...clause, groups: [{ terms: [fold(term).replace(/\*+/g, "*")], fields }] };
    const texts = fields.filter((field) => field !== this.author);
    const isKept = (/** @type {string} */ word) => lunr || !texts.length || !this.stop.has(word);
    const words = split(term).filter(isKept).slice(0, MOST_TERMS);
    const names = nameTerms(term).filter(isKept).slice(0, MOST_TERMS);
    const groups = [
      { terms: words.map((word) => this.#stemmed(word)), fields: texts },
      { terms: names, fields: fields.filter((field) => field === this.author) },
    ].filter(({ terms, fields }) => terms.length && fields.length);
    return groups.length ? { ...clause, groups } : [];
  }

  /** @param {string} word */
  #stemmed(word) {
    return this.manifest.language.stems ? stem(word) : word;
  }

  /**
   * Find the terms of the index that a clause stands for, with their posting lists.
   * @param {Prepared} clause
   * @param {Search} search
   * @returns {Promise<import("./rank.js").Found>}
   */
  async #found(clause, search) {
    const groups = await Promise.all(clause.groups.map((group) => this.#expanded(group, clause, search)));
    const matches = groups.flat().map(async (match) => ({ ...match, postings: await this.files.postings(match.term, search) }));
    const having = (await Promise.all(matches)).flatMap(({ postings, ...match }) => (postings ? { ...match, postings } : []));
    return { ...clause, matches: having };
  }

  /**
   * The terms of the index that a group's terms stand for.
   * @param {Group} group
   * @param {Prepared} clause
   * @param {Search} search
   */
  async #expanded({ terms, fields }, { edits, presence }, search) {
    const all = await Promise.all(terms.map((term) => expand(term, edits, this.files, search)));
    const missing = all.findIndex((some) => !some.length);
    if (presence > 0 && missing >= 0) all.length = missing; // Lunr stops there
    return all.flat().map((term) => ({ term, fields }));
  }

  /**
   * The documents of the days that a query asks for.
   * @param {import("./query.js").Query} query
   * @param {import("./wire.js").Day[]} days
   * @returns {[from: number, to: number]}
   */
  #range({ after, before }, days) {
    const { documents } = this.manifest;
    const first = (/** @type {string} */ date) => days.find((day) => day.date >= date)?.start ?? documents;
    return [after ? first(after) : 0, before ? first(before) : documents];
  }

  /**
   * @param {import("./rank.js").Ranking["best"]} best
   * @param {import("./wire.js").Day[]} days
   * @param {Set<string>} terms
   * @param {Search} search
   * @returns {Promise<Hit[]>}
   */
  async #hits(best, days, terms, search) {
    return Promise.all(
      best.map(async ({ number, score }) => {
        const [id, title] = await this.files.card(number, search);
        const date = days.find(({ end }) => number < end)?.date ?? "";
        return { id, score, title, date, url: this.#page(id, date), marks: marksOf(title, terms, this.manifest.language) };
      }),
    );
  }

  /**
   * The address of a paper.
   * @param {string} id
   * @param {string} date
   */
  #page(id, date) {
    if (date <= (this.manifest.folded ?? "")) return place(this.base, date, id);
    return new URL(address(new URL(this.base).pathname, this.manifest.paper, id), this.base).href;
  }

  /**
   * Keep the papers that have the query's phrases.
   * @param {import("./rank.js").Ranking} ranking
   * @param {import("./query.js").Query} query
   * @param {number} limit
   * @param {(best: import("./rank.js").Ranking["best"]) => Promise<Hit[]>} shown
   * @param {Search} search
   */
  async #phrased({ best, total }, query, limit, shown, search) {
    const phrases = new Phrases(query.phrases, this.base, this.manifest.language);
    /** @type {Hit[]} */
    const kept = [];
    for (let n = 0; n < best.length && kept.length < limit; n += limit) {
      const hits = await shown(best.slice(n, n + limit));
      const having = await Promise.all(hits.map((hit) => phrases.areIn(hit)));
      if (search.left) throw new Replaced();
      kept.push(...hits.filter((_, i) => having[i]));
    }
    if (total > best.length)
      query.notes.push(`The phrase was looked for in the best ${best.length} of ${total} papers with its words.`);
    return kept.slice(0, limit);
  }
}

/**
 * Count documents by the years of their days.
 * @param {number[]} members
 * @param {import("./wire.js").Day[]} days
 * @returns {Answer["years"]}
 */
function years(members, days) {
  const yearOf = new Uint16Array(days.at(-1)?.end ?? 0);
  for (const { date, start, end } of days) yearOf.fill(Number(date.slice(0, 4)), start, end);
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const n of members) counts.set(yearOf[n], (counts.get(yearOf[n]) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

if ("WorkerGlobalScope" in globalThis) {
  /** @type {Index} */
  let index;
  self.onmessage = async ({ data: { number, base, manifest, query, options, hit, terms } }) => {
    try {
      if (manifest) index = new Index(base, manifest);
      const answer = manifest ? true : await (hit ? index.about(hit, terms) : index.search(query, options));
      self.postMessage({ number, answer });
    } catch (error) {
      const { name, message, files } = /** @type {Error & { files?: number }} */ (error);
      self.postMessage({ number, error: { name, message, files } });
    }
  };
}
