// Words and phrases in, and where they stand in a text: whole words, in all the forms in which the search finds them.

import { CJK, fold, split, stem } from "../search/words.js";

/** @typedef {{ text: string, words: string[] }} Phrase what a reader wrote, and its words as they are compared */

/** @typedef {[number, number, number]} Found which phrase, its beginning and its end */

const TOKEN = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}.'\u2019/]*[\p{L}\p{N}\p{M}])?/gu;
const { lang } = document.documentElement;
const stems = /^en\b/i.test(lang);
const NONE = [""]; // in place of a token that is in no phrase

/**
 * @param {string} text
 * @returns {string[]} its words, as they are compared
 */
export const words = (text) => [...text.matchAll(TOKEN)].flatMap(([token]) => compared(token));

/** @param {string} token */
function compared(token) {
  const found = split(token);
  return stems ? found.map(stem) : found;
}

/**
 * @param {string[]} texts
 * @returns {Phrase[]}
 */
export const phrases = (texts) => texts.map((text) => ({ text, words: words(text) }));

const ASCII = /^[\0-\x7f]*$/;
/** @param {string} text */
const folded = (text) => (ASCII.test(text) ? text.toLowerCase() : fold(text)); // most texts are, and it takes a tenth of the time

/**
 * What all forms of a word begin with: stemming changes its last letter, and of `able` and `ibility` two.
 * @param {string} word
 */
export const head = (word) => (stems ? word.slice(0, word.endsWith("ble") ? -2 : -1) : word) || word;

/**
 * Prepare to look for phrases: most texts have none of them, and cost one regular expression.
 * @param {Phrase[]} wanted
 * @returns {(text: string) => Found[]} the phrases in a text, by their beginnings
 */
export function finder(wanted) {
  /** @type {Map<string, number[]>} */
  const byFirst = new Map();
  wanted.forEach(({ words: [first] }, n) => first && byFirst.set(first, [...(byFirst.get(first) ?? []), n]));
  if (!byFirst.size) return () => [];
  const heads = new Set(wanted.flatMap(({ words }) => words.map(head)));
  const some = [...heads].map((text) => text.replace(/[/.]/g, "\\$&")).join("|");
  const isUnspaced = [...heads].some((text) => CJK.test(text));
  const candidate = new RegExp(`${isUnspaced ? "" : "(?<![\\p{L}\\p{N}])"}(?:${some})`, "u");
  /** @type {Map<string, string[]>} */
  const known = new Map();
  /** @param {string} token */
  const wordsOf = (token) => {
    const words = known.get(token) ?? (candidate.test(folded(token)) ? compared(token) : NONE);
    known.set(token, words);
    return words;
  };
  return (text) => {
    /** @type {Found[]} */
    const found = [];
    if (!candidate.test(folded(text))) return found;
    /** @type {{ word: string, from: number, to: number }[]} */
    const all = [];
    for (const { 0: token, index } of text.matchAll(TOKEN)) {
      for (const word of wordsOf(token)) all.push({ word, from: index, to: index + token.length });
    }
    all.forEach(({ word, from }, at) => {
      for (const n of (word && byFirst.get(word)) || []) {
        const { words } = wanted[n];
        if (words.every((other, i) => all[at + i]?.word === other)) found.push([n, from, all[at + words.length - 1].to]);
      }
    });
    return found;
  };
}

/**
 * @param {Found[]} found
 * @returns {import("./filter.js").Span[]} the parts of the text that belong to any
 */
export function parts(found) {
  /** @type {import("./filter.js").Span[]} */
  const result = [];
  for (const [, from, to] of found) {
    const last = result.at(-1);
    if (last && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
