// A text and the terms of a query in, the part of the text that a reader should see out, with the places of the terms.

import { nameTerms } from "./names.js";
import { CJK, fold, split, stem } from "./words.js";

/**
 * @typedef {[from: number, to: number]} Mark
 * @typedef {{ text: string, marks: Mark[] }} Excerpt
 */

const TOKEN = /[\p{L}\p{N}\p{M}.'\u2019/]*[\p{L}\p{N}]/gu;
const LENGTH = 320; // characters: two lines of a wide window, and some
const BEFORE = 40; // of them before the first mark, so that it is in the two lines of a phone as well

/**
 * Where in a text the terms stand.
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 * @param {import("./words.js").Language} language
 * @returns {{ mark: Mark, terms: string[] }[]}
 */
function places(text, terms, { stems }) {
  return [...text.matchAll(TOKEN)].flatMap(({ 0: token, index }) => {
    if (CJK.test(token)) return pairs(token, terms, index);
    const words = [...split(token).map((word) => (stems ? stem(word) : word)), ...nameTerms(token)];
    const found = words.filter((word) => terms.has(word));
    return found.length ? { mark: /** @type {Mark} */ ([index, index + token.length]), terms: found } : [];
  });
}

/**
 * Where in a run of Chinese, Japanese or Korean characters the terms stand, which are pairs of them.
 * @param {string} run
 * @param {ReadonlySet<string>} terms
 * @param {number} start of the run
 */
function pairs(run, terms, start) {
  /** @type {{ mark: Mark, terms: string[] }[]} */
  const found = [];
  for (let n = 0; n < run.length - 1; n++) {
    const pair = run.slice(n, n + 2);
    if (!terms.has(fold(pair))) continue;
    const last = found.at(-1);
    if (last && last.mark[1] >= start + n) {
      last.mark[1] = start + n + 2;
      last.terms.push(pair);
    } else found.push({ mark: [start + n, start + n + 2], terms: [pair] });
  }
  return found;
}

/**
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 * @param {import("./words.js").Language} language
 */
export const marksOf = (text, terms, language) => places(text, terms, language).map(({ mark }) => mark);

/**
 * Cut out of some texts the part that has the most terms: of equals the first, and without any the first text's beginning.
 * @param {string[]} texts
 * @param {ReadonlySet<string>} terms
 * @param {import("./words.js").Language} language
 * @returns {Excerpt}
 */
export function excerpt(texts, terms, language) {
  let [best, most, at] = [texts[0] ?? "", 0, 0];
  for (const text of texts) {
    const found = places(text, terms, language);
    for (const { mark } of found) {
      const within = found.filter((other) => other.mark[0] >= mark[0] && other.mark[1] <= mark[0] + LENGTH - BEFORE);
      const number = new Set(within.flatMap(({ terms }) => terms)).size;
      if (number > most) [best, most, at] = [text, number, mark[0]];
    }
  }
  const from = beginning(best, at);
  const to = from + LENGTH < best.length ? best.lastIndexOf(" ", from + LENGTH) : best.length;
  const shown = (from ? "… " : "") + best.slice(from, to > from ? to : from + LENGTH) + (to < best.length ? " …" : "");
  return { text: shown, marks: marksOf(shown, terms, language) };
}

/**
 * @param {string} text
 * @param {number} at a place of it that is to be seen
 * @returns {number} the beginning of its sentence, when that is near, or else of a word that is
 */
function beginning(text, at) {
  if (at <= BEFORE) return 0;
  const near = text.slice(at - BEFORE, at);
  const [sentence, word] = [near.search(/(?<=[.!?。！？]\s*)[^\s.!?。！？][^.!?。！？]*$/u), near.indexOf(" ") + 1];
  return at - BEFORE + (sentence > 0 ? sentence : word);
}
