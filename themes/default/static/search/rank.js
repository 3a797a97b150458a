// Clauses with the posting lists of their terms in, the best documents out. The scores are Lunr's own: of a document they need
// only how often its fields hold the terms, and how long they are.

import { first } from "../lib/bisect.js";
import { occurrences } from "./wire.js";

/**
 * @typedef {{ term: string, fields: number[], postings: import("./wire.js").Postings }} Match a term of the index, and the fields
 *   in which it counts
 * @typedef {import("./query.js").Clause & { matches: Match[] }} Found a clause, and what it stands for
 *
 * @typedef {object} Ranking
 * @property {{ number: number, score: number }[]} best documents, and their scores to nine decimals
 * @property {number} total documents that hold any of the words
 * @property {number} all those that hold all of them
 * @property {number[]} members those that hold all of them, or else any
 */

const BANNED = 2 ** 31; // the bit of prohibited terms; the others are those of the clauses that are not prohibitions

/** @param {number} score */
const round = (score) => Math.round(score * 1e9);

/** Ranks the documents of an index, with room for what it finds out about each. */
export class Ranker {
  #scores;
  #found;

  /**
   * @param {import("./wire.js").Manifest} manifest
   * @param {Float64Array[]} columns for each field, the length of each document
   */
  constructor(manifest, columns) {
    this.manifest = manifest;
    this.columns = columns;
    this.#scores = new Float64Array(manifest.documents);
    this.#found = new Uint32Array(manifest.documents);
  }

  /**
   * @param {Found[]} clauses
   * @param {[from: number, to: number]} range of the documents that count
   * @param {number} wanted how many of the best
   * @param {boolean} lunr whether by score alone; else those with all words come first
   * @param {boolean} [every] whether without clauses all documents are wanted
   * @returns {Ranking}
   */
  rank(clauses, range, wanted, lunr, every = false) {
    const [scores, found] = [this.#scores, this.#found];
    const positive = clauses.filter((clause) => clause.presence >= 0);
    const touched = (clauses.length || every) && !positive.length ? numbers(range) : this.#touch(positive, range);
    this.#ban(clauses.filter((clause) => clause.presence < 0));
    this.#score(positive, range);
    const bits = (/** @type {Found[]} */ some) => some.reduce((sum, clause) => sum + 2 ** positive.indexOf(clause), 0);
    const whole = bits(positive);
    const demanded = positive.filter((clause) => clause.presence > 0);
    const required = bits(demanded);
    const hasAll = (/** @type {number} */ n) => (found[n] & whole) === whole;
    const isPossible = demanded.every((clause) => clause.matches.length > 0);
    const any = isPossible ? touched.filter((n) => found[n] < BANNED && (found[n] & required) === required) : [];
    const all = any.filter(hasAll);
    const best = top(lunr || all.length < wanted ? any : all, wanted, (a, b) => {
      const groups = lunr ? 0 : Number(hasAll(b)) - Number(hasAll(a));
      return groups || round(scores[b]) - round(scores[a]) || b - a; // of equals, the newer
    });
    const ranking = {
      best: best.map((number) => ({ number, score: round(scores[number]) / 1e9 })),
      total: any.length,
      all: all.length,
      members: all.length ? all : any,
    };
    scores.fill(0);
    found.fill(0);
    return ranking;
  }

  /**
   * Note which clauses each document answers, a bit each.
   * @param {Found[]} positive
   * @param {[number, number]} range
   * @returns {number[]} the documents that answer any
   */
  #touch(positive, range) {
    /** @type {number[]} */
    const touched = [];
    positive.forEach((clause, n) => {
      for (const { postings, fields } of clause.matches) {
        each(postings, range, (number, i) => {
          if (!fields.some((field) => occurrences(postings, i, field))) return;
          if (!this.#found[number]) touched.push(number);
          this.#found[number] |= 2 ** n;
        });
      }
    });
    return touched;
  }

  /** @param {Found[]} prohibited */
  #ban(prohibited) {
    for (const { matches } of prohibited)
      for (const { postings, fields } of matches)
        for (let i = 0; i < postings.numbers.length; i++)
          if (fields.some((field) => occurrences(postings, i, field))) this.#found[postings.numbers[i]] |= BANNED;
  }

  /**
   * @param {Found[]} positive
   * @param {[number, number]} range
   */
  #score(positive, range) {
    const { k1, b, documents, fields } = this.manifest;
    /** @type {Map<string, { boosts: number[], postings: import("./wire.js").Postings }>} a term's weight in the query, by field */
    const vector = new Map();
    for (const { matches, boost } of positive) {
      for (const { term, postings, fields: own } of matches) {
        const boosts = vector.get(term)?.boosts ?? fields.map(() => 0);
        for (const field of own) boosts[field] += boost;
        vector.set(term, { boosts, postings });
      }
    }
    const magnitudes = fields.map((_, field) => {
      let squares = 0;
      for (const { boosts } of vector.values()) squares += boosts[field] ** 2;
      return Math.sqrt(squares);
    });
    for (const { boosts, postings } of vector.values()) {
      const n = postings.holders.reduce((sum, holders) => sum + holders, 0);
      const idf = Math.log(1 + Math.abs((documents - n + 0.5) / (n + 0.5)));
      fields.forEach(([, own, length], field) => {
        if (!boosts[field] || !postings.holders[field]) return;
        const factor = boosts[field] / (1000 * magnitudes[field]);
        const [lengths, average] = [this.columns[field], length / documents];
        each(postings, range, (number, i) => {
          const tf = occurrences(postings, i, field);
          if (!tf) return;
          const weight = (idf * ((k1 + 1) * tf)) / (k1 * (1 - b + b * (lengths[number] / average)) + tf);
          this.#scores[number] += factor * Math.round(weight * own * 1000);
        });
      });
    }
  }
}

/** @param {[from: number, to: number]} range */
const numbers = ([from, to]) => Array.from({ length: to - from }, (_, n) => from + n);

/**
 * Do something with the documents of a list that are in a range.
 * @param {import("./wire.js").Postings} postings
 * @param {[from: number, to: number]} range
 * @param {(number: number, i: number) => void} act with a document's number and its place in the list
 */
function each({ numbers }, [from, to], act) {
  for (let i = first(numbers.length, (n) => numbers[n] >= from); i < numbers.length && numbers[i] < to; i++) act(numbers[i], i);
}

/**
 * The first few of an order.
 * @param {number[]} numbers
 * @param {number} wanted
 * @param {(one: number, other: number) => number} compare
 */
function top(numbers, wanted, compare) {
  /** @type {number[]} */
  const best = [];
  for (const n of numbers) {
    if (best.length === wanted && compare(n, best[wanted - 1]) > 0) continue;
    best.splice(first(best.length, (m) => compare(best[m], n) >= 0), 0, n);
    if (best.length > wanted) best.pop();
  }
  return best;
}
