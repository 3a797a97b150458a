// Authors' names in, the words and terms by which they are compared out: see `search/names.py` of sitegen.

import { bigrams, fold } from "./words.js";

const LONGEST = 64;
const APOSTROPHES = /['\u2019\u2018\u02bc`\u00b4]/g;
const SUFFIX = /^(?:jr|sr|i{1,3}|iv|phd|md|m\.d|ph\.d)\.?$/i;
const UMLAUT = /(?<![aeiouxyq])(?:([ou])e(?=[b-df-hj-np-tv-z][a-z])|(a)e(?=f|ger|[b-df-hj-np-tvxz][b-dfgj-np-tvxz]))/g;

/**
 * The words of a name, given names first, in which an umlaut and what is written for it are the same.
 * @param {string} name
 * @returns {string[]}
 */
export function nameWords(name) {
  const comma = name.indexOf(",");
  const given = comma < 0 ? "" : name.slice(comma + 1).trim();
  const ordered = given && !given.includes(",") && !SUFFIX.test(given) ? `${given} ${name.slice(0, comma)}` : name;
  const words = fold(ordered.replace(APOSTROPHES, "")).match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => [...word].slice(0, LONGEST).join("").replace(UMLAUT, "$1$2"));
}

/** @param {string} name @returns {string[]} the terms by which the search finds it */
export const nameTerms = (name) => nameWords(name).flatMap(bigrams);

/** @param {string} word of a name */
export const isInitial = (word) => /^\p{L}$/u.test(word) && bigrams(word + word).length === 1; // no Chinese character

/**
 * Whether all words that are wanted are in one name: an initial stands for any word that begins with it.
 * @param {string[]} wanted words of a name
 * @param {string} name
 */
export function isNamed(wanted, name) {
  const left = nameWords(name);
  return wanted
    .toSorted((a, b) => Number(isInitial(a)) - Number(isInitial(b)))
    .every((word) => {
      const at = left.findIndex((other) => other === word || (isInitial(word) && other.startsWith(word)));
      return at >= 0 && left.splice(at, 1);
    });
}
