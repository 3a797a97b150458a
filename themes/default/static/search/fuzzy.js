// What a reader wrote in, the terms of the index that it may stand for out: by its beginning or end, by a pattern with `*`, by
// a few edits, or by what a word may become that is still being written.

import { before, between } from "./files.js";
import { vocabulary } from "./wire.js";

/** @typedef {import("./files.js").Files} Files */
/** @typedef {import("./files.js").Search} Search */

/** @param {string} text */
export const backwards = (text) => [...text].reverse().join("");

/**
 * The terms of the index that a clause's term stands for.
 * @param {string} term
 * @param {number} edits how many letters may differ
 * @param {Files} files
 * @param {Search} search
 * @returns {Promise<string[]>}
 */
export async function expand(term, edits, files, search) {
  if (!edits && !term.includes("*")) return (await files.postings(term, search)) ? [term] : [];
  const head = term.slice(0, term.indexOf("*"));
  if (!edits && head.length === term.length - 1 && head) return beginning(head, files, search);
  const matches = edits ? near(term, edits) : like(term);
  const wanted = edits ? ofEdits(term, edits, files) : ofPattern(term, head, files);
  search.count(wanted.size);
  /** @type {Set<string>} */
  const found = new Set();
  await Promise.all(
    [...wanted].map(async ([path, isBackwards]) => {
      for (const text of vocabulary(await files.get(path, search))) {
        const candidate = isBackwards ? backwards(text) : text;
        if (matches(candidate)) found.add(candidate);
      }
    }),
  );
  const terms = [...found].sort();
  search.count(new Set(terms.map((term) => before(files.terms, term))).size);
  return terms;
}

/**
 * @param {string} head
 * @param {Files} files
 * @param {Search} search
 */
async function beginning(head, files, search) {
  const some = between(files.terms, head);
  search.count(some.length);
  const shards = await Promise.all(some.map(({ path }) => files.shard(path, search)));
  return shards.flatMap((terms) => [...terms.keys()].filter((found) => found.startsWith(head)));
}

/** @typedef {Map<string, boolean>} Wanted parts of the vocabulary, and whether their terms are written backwards */

/**
 * The parts of the vocabulary that have all terms within some edits.
 * @param {string} term
 * @param {number} edits
 * @param {Files} files
 * @returns {Wanted}
 */
function ofEdits(term, edits, { words, endings }) {
  if (edits > 1 || term.includes("*")) return new Map(words.map(({ path }) => [path, false]));
  // One edit leaves the first half alone, or the second, or has two letters in the middle change places.
  const half = term.length >> 1;
  return new Map([
    ...beginningWith(words, term.slice(0, half), false),
    ...beginningWith(endings, backwards(term.slice(half)), true),
    ...(half ? beginningWith(words, term.slice(0, half - 1) + term[half] + term[half - 1], false) : []),
  ]);
}

/**
 * The parts of the vocabulary that have all terms of a pattern.
 * @param {string} pattern
 * @param {string} head what stands before its first `*`
 * @param {Files} files
 * @returns {Wanted}
 */
function ofPattern(pattern, head, { words, endings }) {
  const tail = backwards(pattern.slice(pattern.lastIndexOf("*") + 1));
  const byEnd = tail && (!head || between(endings, tail).length < between(words, head).length);
  return new Map(byEnd ? beginningWith(endings, tail, true) : beginningWith(words, head, false));
}

/**
 * @param {import("./files.js").Part[]} parts
 * @param {string} start
 * @param {boolean} isBackwards
 * @returns {[path: string, isBackwards: boolean][]}
 */
const beginningWith = (parts, start, isBackwards) =>
  (start ? between(parts, start) : parts).map(({ path }) => [path, isBackwards]);

/**
 * The terms that a word which is still being written may become.
 * @param {string} word
 * @param {Files} files
 * @param {Search} search
 * @returns {Promise<string[]>}
 */
export async function completed(word, files, search) {
  const few = word.length > 2 && between(files.terms, word).length < 5;
  return few ? beginning(word, files, search) : [];
}

/**
 * The term that a word may become which is in no term: `segmentati` may become `segmentation`, whose stem is `segment`.
 * @param {string} word
 * @param {Files} files
 * @param {Search} search
 * @returns {Promise<string[]>} one, or none
 */
export async function shortened(word, files, search) {
  for (let cut = word.length - 1; cut > 3 && cut > word.length - 6; cut--) {
    const shorter = word.slice(0, cut);
    if (await files.postings(shorter, search)) return [shorter];
  }
  return [];
}

/**
 * A test for the terms of a pattern, in which `*` stands for anything.
 * @param {string} pattern
 * @returns {(term: string) => boolean}
 */
export const like = (pattern) => (term) => {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < term.length) {
    if (pattern[p] === "*") [star, from] = [p++, t];
    else if (pattern[p] === term[t]) (p++, t++);
    else if (star >= 0) [p, t] = [star + 1, ++from];
    else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
};

/**
 * @typedef {[left: number, rest: string]} State how many edits are left, and what of the word is to come
 * @typedef {{ open: State[], final: boolean, next: Map<string, Step> }} Step
 */

/**
 * A test for the terms that some edits make of a word, as in Lunr: a letter more, less, other, or two that change places.
 * What may still come is the same for most terms after a few letters, so it is found out once.
 * @param {string} word
 * @param {number} edits
 * @returns {(term: string) => boolean}
 */
export function near(word, edits) {
  /** @type {Map<string, Step>} */
  const known = new Map();
  /** @param {State[]} states */
  const node = (states) => {
    /** @type {Map<string, State>} */
    const all = new Map();
    /** @param {State} state */
    const add = ([left, rest]) => {
      all.set(left + rest, [left, rest]);
      if (left && rest) add([left - 1, rest.slice(1)]);
    };
    states.forEach(add);
    const key = [...all.keys()].sort().join();
    let step = known.get(key);
    if (!step) {
      const open = [...all.values()];
      step = { open, final: open.some(([, rest]) => !rest), next: new Map() };
      known.set(key, step);
    }
    return step;
  };
  /**
   * @param {Step} step
   * @param {string} letter
   */
  const after = ({ open }, letter) =>
    node(
      open.flatMap(([left, rest]) => {
        /** @type {State[]} */
        const states = rest[0] === letter || rest[0] === "*" ? [[left, rest.slice(1)]] : [];
        if (left) states.push([left - 1, rest]);
        if (left && rest) states.push([left - 1, rest.slice(1)]);
        if (left && rest[1] === letter) states.push([left - 1, rest[0] + rest.slice(2)]);
        return states;
      }),
    );
  const start = node([[edits, word]]);
  return (term) => {
    let at = start;
    for (let n = 0; n < term.length && at.open.length; n++) {
      let next = at.next.get(term[n]);
      if (!next) at.next.set(term[n], (next = after(at, term[n])));
      at = next;
    }
    return at.final;
  };
}
