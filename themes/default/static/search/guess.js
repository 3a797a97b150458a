// What a reader may have meant when no paper has all words of a query: words that are written in two or in one, or with a
// letter that is wrong, missing, too many, or in the wrong place.

import { between } from "./files.js";
import { backwards, completed, shortened } from "./fuzzy.js";
import { vocabulary } from "./wire.js";
import { fold, stem } from "./words.js";

/**
 * @typedef {import("./files.js").Files} Files
 * @typedef {import("./files.js").Search} Search
 * @typedef {import("./query.js").Clause} Clause
 * @typedef {import("./rank.js").Found} Found
 * @typedef {import("./rank.js").Ranking} Ranking
 *
 * @typedef {{ clause: Clause, found: Found[] }} Part of a query, and what it stands for: nothing, if it is a stop word
 *
 * @typedef {object} Means to look things up
 * @property {Files} files
 * @property {Search} search
 * @property {boolean} stems whether terms are stems
 * @property {(clause: Clause) => Promise<Part>} look
 * @property {(parts: Part[]) => Ranking} rank
 */

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** @type {[from: RegExp, to: string][]} */
const SPELLINGS = [
  [/([iy])s(?=e[drs]?$|ing$|ations?$|ational$|ers?$)/, "$1z"],
  [/([iy])z(?=e[drs]?$|ing$|ations?$|ational$|ers?$)/, "$1s"],
  [/our/, "or"],
  [/or/, "our"],
  [/(?<=[bt])re(?=d?$)/, "er"],
  [/(?<=[bt])er$/, "re"],
  [/ll(?=ed$|ing$|ers?$)/, "l"],
  [/(?<=[aeiou])l(?=ed$|ing$|ers?$)/, "ll"],
  [/ae/, "e"],
];
const LONGEST = 40; // word that is looked at: a pasted text without blanks is none
const SHORTEST = 4; // word that is corrected: shorter ones have too many neighbours
const SHORTEST_PART = 3; // of a word that is written in one
const HEAD = 4; // letters by which the vocabulary is cut down
const MOST_JOINED = 3; // words
const MOST_WORDS = 12; // of a query of which some are joined
const MOST_TRIES = 8; // for a word
const LEAST_WORDS = 3; // of a query in which a word is doubted that papers have
const MOST_DOUBTED = 2;
const LONG = 6; // letters of such a word
const MOST_PARTS = 24; // of the vocabulary that a guess is worth

/**
 * A word as others spell it: in British English, or in American.
 * @param {string} word
 * @returns {string[]}
 */
export const spellings = (word) => SPELLINGS.map(([from, to]) => word.replace(from, to)).filter((other) => other !== word);

/**
 * The words that one edit makes of another, the likeliest first: letters that changed places, one that is missing, wrong, or
 * too many.
 * @param {string} word
 * @returns {string[]}
 */
export function variants(word) {
  const places = [...word].map((_, n) => n);
  const letters = [...LETTERS];
  const [head, tail] = [(/** @type {number} */ n) => word.slice(0, n), (/** @type {number} */ n) => word.slice(n)];
  const all = [
    ...places.slice(1).map((n) => head(n - 1) + word[n] + word[n - 1] + tail(n + 1)),
    ...[...places, word.length].flatMap((n) => letters.map((letter) => head(n) + letter + tail(n))),
    ...places.flatMap((n) => letters.map((letter) => head(n) + letter + tail(n + 1))),
    ...places.map((n) => head(n) + tail(n + 1)),
  ];
  return [...new Set(all)].filter((other) => other !== word);
}

/**
 * The words that one edit makes of one that the index has not. A misspelled ending has no stem, so that the words are compared
 * before they are stemmed: `segmentaiton` is near `segmentation`, and its stem is not near `segment`.
 * @param {string} word in lower case
 * @param {Means} means
 * @returns {Promise<string[]>} that the index may have
 */
export async function corrections(word, { files, search, stems }) {
  if (word.length < SHORTEST || !/^[a-z]+$/.test(word)) return [];
  const all = [...new Set([...spellings(word), ...variants(word)])];
  const terms = all.map((text) => [text, stems ? stem(text) : text]); // names have no stems
  const known = await having(terms.flat(), word, files, search);
  /** @type {Set<string>} */
  const taken = new Set();
  return all.filter((_, n) => {
    const [text, term] = terms[n];
    if (taken.has(term) || !(known.has(term) || known.has(text))) return false;
    taken.add(term); // of words with one stem, the likeliest
    return true;
  });
}

/**
 * The pairs of words of the index that a word is made of: `finetuning` of `fine` and `tuning`.
 * @param {string} word in lower case
 * @param {Means} means
 * @returns {Promise<string[]>} that the index may have, with a blank between them
 */
export async function splits(word, { files, search, stems }) {
  const isNumber = (/** @type {string} */ part) => /^\d+$/.test(part);
  const isPart = (/** @type {string} */ part) => part.length >= SHORTEST_PART || (isNumber(part) && !isNumber(word));
  const pairs = [...word].map((_, n) => [word.slice(0, n), word.slice(n)]).filter((pair) => pair.every(isPart));
  const terms = pairs.map((pair) => pair.map((part) => (stems ? stem(part) : part)));
  const known = await having(terms.flat(), word, files, search);
  return pairs.filter((_, n) => terms[n].every((term) => known.has(term))).map((pair) => pair.join(" "));
}

/**
 * The words of a query that stand side by side, as one: `crack me bench` as `crackmebench`.
 * @param {string[]} words
 * @returns {{ from: number, to: number, text: string }[]}
 */
export const joined = (words) =>
  words.flatMap((_, from) =>
    Array.from({ length: MOST_JOINED - 1 }, (_, n) => from + n + 2)
      .filter((to) => to <= words.length)
      .map((to) => ({ from, to, text: words.slice(from, to).join("") })),
  );

/** @param {Part} part @returns {boolean} whether no sign says more of it: what is required is required as it stands */
const isPlain = ({ clause: { term, edits, presence } }) => !presence && !edits && !term.includes("*");

/** @param {Part} part */
const documents = ({ found }) => found.reduce((sum, { matches }) => sum + matches.reduce((all, { postings }) => all + postings.numbers.length, 0), 0);

/** @param {Part[]} parts */
const termsOf = (parts) => parts.flatMap(({ found }) => found.flatMap(({ matches }) => matches.map(({ term }) => term)));

/** @param {Part} part @returns {boolean} whether no paper has its word */
const isMissing = (part) => isPlain(part) && part.found.length > 0 && !documents(part);

/**
 * Find out what was meant by a query of which no paper has all words.
 * @param {Part[]} parts
 * @param {string} open the word at its end that may go on; empty when none may
 * @param {Means} means
 * @returns {Promise<{ parts: Part[], notes: string[] }>} what to look for instead, and what to say of it
 */
export async function guessed(parts, open, means) {
  const longer = open ? await gone(parts, open, means, completed) : null;
  if (longer) parts = longer;
  if (longer && means.rank(parts).all) return { parts, notes: [] };
  const one = await inOne(parts, means);
  if (one) return one;
  const notes = [];
  for (let n = 0; n < parts.length; n++) {
    if (!isMissing(parts[n])) continue;
    const { term } = parts[n].clause;
    const instead = await corrected(parts, n, means);
    if (!instead) continue;
    parts = [...parts.slice(0, n), ...instead, ...parts.slice(n + 1)];
    n += instead.length - 1;
    notes.push(note(term, written(instead)));
  }
  const shorter = open && isMissing(parts[parts.length - 1]) ? await gone(parts, open, means, shortened) : null;
  parts = shorter ?? parts;
  return (await nearly(parts, notes, means)) ?? { parts, notes };
}

/** @param {Part[]} parts */
const written = (parts) => parts.map(({ clause }) => clause.term).join(" ");

/**
 * Of the rarest words, which papers have but none with the others, take one for another word: `quantisation` where papers have
 * `quantization`.
 * @param {Part[]} parts
 * @param {string[]} notes
 * @param {Means} means
 * @returns {Promise<{ parts: Part[], notes: string[] } | null>} null when no paper has all words then
 */
async function nearly(parts, notes, means) {
  if (parts.length < LEAST_WORDS || means.rank(parts).all) return null;
  const rare = parts
    .filter((part) => isPlain(part) && documents(part) && part.clause.term.length >= LONG)
    .sort((one, other) => documents(one) - documents(other));
  for (const part of rare.slice(0, MOST_DOUBTED)) {
    const n = parts.indexOf(part);
    const instead = await corrected(parts, n, means, true);
    if (!instead) continue;
    const said = `No paper has all of these words: “${written(instead)}” was searched for instead of “${part.clause.term}”.`;
    return { parts: [...parts.slice(0, n), ...instead, ...parts.slice(n + 1)], notes: [...notes, said] };
  }
  return null;
}

/** @param {string} wrong @param {string} meant */
const note = (wrong, meant) => `No paper has “${wrong}”: “${meant}” was searched for.`;

/**
 * Let the last word go on.
 * @param {Part[]} parts
 * @param {string} open
 * @param {Means} means
 * @param {typeof completed} how its terms are found
 * @returns {Promise<Part[] | null>} null when nothing comes of it
 */
async function gone(parts, open, { files, search, rank }, how) {
  const last = parts[parts.length - 1];
  const [found] = last.found;
  const known = new Set(found.matches.map(({ term }) => term));
  const terms = (await how(open, files, search)).filter((term) => !known.has(term));
  const more = await Promise.all(terms.map(async (term) => ({ term, fields: last.clause.fields, postings: await files.postings(term, search) })));
  const matches = [...found.matches, ...more.flatMap(({ postings, ...match }) => (postings ? { ...match, postings } : []))];
  if (matches.length === found.matches.length) return null;
  const longer = [...parts.slice(0, -1), { ...last, found: [{ ...found, matches }] }];
  return isMissing(last) || rank(longer).all ? longer : null;
}

/**
 * Write some words in one.
 * @param {Part[]} parts
 * @param {Means} means
 * @returns {Promise<{ parts: Part[], notes: string[] } | null>} null when no paper has all words then
 */
async function inOne(parts, { look, rank }) {
  const plain = parts.map((part) => (isPlain(part) ? part.clause.term : ""));
  if (parts.length > MOST_WORDS) return null;
  const tries = joined(plain).filter(({ from, to }) => plain.slice(from, to).every(Boolean));
  const all = await Promise.all(
    tries.map(async ({ from, to, text }) => {
      const instead = await look({ ...parts[from].clause, term: text });
      return { parts: [...parts.slice(0, from), instead, ...parts.slice(to)], notes: [note(plain.slice(from, to).join(" "), text)], known: documents(instead) };
    }),
  );
  const having = all.filter(({ known }) => known).map((attempt) => ({ ...attempt, papers: rank(attempt.parts).all }));
  const [best] = having.filter(({ papers }) => papers).sort((one, other) => other.papers - one.papers);
  return best ? { parts: best.parts, notes: best.notes } : null;
}

/**
 * Find what stands best for a word: what most papers have together with the other words, or else at all.
 * @param {Part[]} parts
 * @param {number} n the place of the word
 * @param {Means} means
 * @param {boolean} [together] whether a paper must have it together with all others
 * @returns {Promise<Part[] | null>} null when there is nothing
 */
async function corrected(parts, n, means, together = false) {
  const { clause } = parts[n];
  const word = fold(clause.term);
  if (word.length > LONGEST) return null;
  const texts = [...(await corrections(word, means)), ...(await splits(word, means))];
  const spelled = new Set(spellings(word));
  const looked = await Promise.all(
    texts.map((text) => Promise.all(text.split(" ").map((term) => means.look({ ...clause, term })))),
  );
  const tries = looked
    .map((instead, i) => ({ instead, known: Math.min(...instead.map(documents)), isSpelling: spelled.has(texts[i]) }))
    .filter(({ known }) => known)
    .sort((one, other) => other.known - one.known)
    .slice(0, MOST_TRIES)
    .map((attempt) => {
      const rest = parts.filter((part, i) => i !== n && (together || !isMissing(part)));
      return { ...attempt, papers: means.rank([...rest, ...attempt.instead]).all };
    });
  const isLikely = (/** @type {typeof tries[0]} */ { isSpelling, papers }) => Number(isSpelling && papers > 0);
  const stemmed = (/** @type {typeof tries[0]} */ { instead }) => written(instead).length - termsOf(instead).join(" ").length; // letters
  tries.sort(
    (one, other) => isLikely(other) - isLikely(one) || other.papers - one.papers || stemmed(one) - stemmed(other) || other.known - one.known,
  );
  return tries[0] && (tries[0].papers || !together) ? tries[0].instead : null;
}

/**
 * Which of some terms the vocabulary has. Those that begin as the word does are in one part of it or two, and so are most of
 * the others in the vocabulary that is written backwards, for they end as it does.
 * @param {Iterable<string>} terms
 * @param {string} word
 * @param {Files} files
 * @param {Search} search
 * @returns {Promise<Set<string>>}
 */
async function having(terms, word, files, search) {
  const wanted = new Set(terms);
  const head = word.slice(0, HEAD);
  const paths = new Map([...wanted].flatMap((term) => {
    const isForwards = term.startsWith(head);
    const start = isForwards ? head : backwards(term).slice(0, HEAD);
    return between(isForwards ? files.words : files.endings, start).map(({ path }) => [path, isForwards]);
  }));
  if (paths.size > MOST_PARTS) return new Set();
  const parts = await Promise.all([...paths].map(async ([path, isForwards]) => {
    const found = [...vocabulary(await files.get(path, search))];
    return isForwards ? found : found.map(backwards);
  }));
  return new Set(parts.flat().filter((term) => wanted.has(term)));
}
