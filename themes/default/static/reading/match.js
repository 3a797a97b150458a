// Words and phrases in, and where they stand in a text: whole words, in all the forms in which the search finds them. With
// a scope, they are looked for in the title, in the names of authors, in topics or among categories, as watch rules do it.

import { CJK, fold, split, stem } from "../search/words.js";

/**
 * @typedef {object} Phrase
 * @property {string} text what a reader wrote
 * @property {string} scope `title`, `author`, `topic`, `category`; empty: the title and the abstract
 * @property {string} body what follows the scope
 * @property {string[]} words the body as it is compared
 */

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

const SCOPE = /^\s*(title|author|topic|category):(.*)$/is;
const APOSTROPHES = /['\u2019\u2018\u02bc`\u00b4]/g;

/**
 * @param {string} text
 * @returns {Phrase}
 */
export function phrase(text) {
  const [, name = "", body = text] = SCOPE.exec(text) ?? [];
  const scope = name.toLowerCase();
  const compare = scope === "author" ? nameWords : scope === "category" ? slugs : words;
  return { text, scope, body: body.trim(), words: compare(body) };
}

/** @param {string} name of an author @returns {string[]} */
const nameWords = (name) => fold(name.replace(APOSTROPHES, "")).match(/[\p{L}\p{N}]+/gu) ?? [];

/** @param {string} category @returns {string[]} what tells it from others, if it has that */
const slugs = (category) => [category.toLowerCase().replace(/[^a-z0-9.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "")].filter(Boolean);

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
 * @param {...string} scopes of the phrases that are looked for in such texts
 * @returns {(text: string) => Found[]} the phrases in a text, by their beginnings
 */
export function finder(wanted, ...scopes) {
  /** @type {Map<string, number[]>} */
  const byFirst = new Map();
  const some = wanted.map(({ scope, words }) => (scopes.includes(scope) ? words : []));
  some.forEach(([first], n) => first && byFirst.set(first, [...(byFirst.get(first) ?? []), n]));
  if (!byFirst.size) return () => [];
  const heads = new Set(some.flatMap((words) => words.map(head)));
  const beginnings = [...heads].map((text) => text.replace(/[/.]/g, "\\$&")).join("|");
  const isUnspaced = [...heads].some((text) => CJK.test(text));
  const candidate = new RegExp(`${isUnspaced ? "" : "(?<![\\p{L}\\p{N}])"}(?:${beginnings})`, "u");
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
 * Prepare to look for names: all words of a phrase have to be in the name of one author, and a category is one as a whole.
 * @param {Phrase[]} wanted
 * @returns {((about: import("./about.js").About) => number[]) | null} which phrases a paper has; null when none is of this kind
 */
export function namer(wanted) {
  if (wanted.every(({ scope }) => scope === "" || scope === "title")) return null;
  const inTopic = finder(wanted, "topic");
  return ({ authors, topics, categories }) => {
    const people = authors.map(nameWords);
    const own = categories.flatMap(slugs);
    const found = topics.flatMap(inTopic).map(([n]) => n);
    wanted.forEach(({ scope, words }, n) => {
      if (!words.length) return;
      if (scope === "author" && people.some((name) => words.every((word) => name.includes(word)))) found.push(n);
      if (scope === "category" && own.includes(words[0])) found.push(n);
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
