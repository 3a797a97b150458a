// Phrases in, the papers that have them out. The words of a phrase are looked for in a paper's title, which its card has, and
// then in the data of its day, so that it does not matter what a theme shows of a paper.

import { fetched, folder } from "../lib/site.js";
import { split, stem } from "./words.js";

/**
 * @typedef {import("./words.js").Language} Language
 * @typedef {{ id: string, title: string, abstract: string, parts?: { text: string }[] }} Paper of a day's `index.json`
 */

/**
 * The terms of a text, stop words and all, as one string that holds those of its phrases.
 * @param {string} text
 * @param {Language} language
 */
export function sequence(text, language) {
  const words = text.toLowerCase().split(/[\s-]+/).flatMap((token) => split(token, language));
  return ` ${words.map((word) => (language.stems ? stem(word) : word)).join(" ")} `;
}

/**
 * The text in which the phrases of a paper are looked for: all of it that the index has.
 * @param {Paper} paper
 */
const textOf = ({ title, abstract, parts = [] }) => [title, abstract, ...parts.map(({ text }) => text)].join(" ");

/** Looks for the phrases of one query; what it reads of a day serves all papers of the day. */
export class Phrases {
  /** @type {Map<string, Promise<unknown>>} */
  #days = new Map();

  /**
   * @param {import("./query.js").Query["phrases"]} phrases
   * @param {string} base the site's address, with a `/` at its end
   * @param {Language} language
   */
  constructor(phrases, base, language) {
    this.base = base;
    this.language = language;
    this.wanted = phrases.map(({ text, field }) => ({ words: sequence(text, language), inTitle: field === "title" }));
  }

  /**
   * @param {{ id: string, title: string, date: string }} hit
   * @returns {Promise<boolean>} whether the paper has all phrases
   */
  async areIn({ id, title, date }) {
    const named = sequence(title, this.language);
    const missing = this.wanted.filter(({ words }) => !named.includes(words));
    if (missing.some(({ inTitle }) => inTitle)) return false;
    if (!missing.length) return true;
    const { papers } = await this.#day(date);
    const texts = papers.filter((paper) => paper.id === id).map((paper) => sequence(textOf(paper), this.language));
    return missing.every(({ words }) => texts.some((text) => text.includes(words)));
  }

  /** @param {string} date */
  #day(date) {
    const day = this.#days.get(date) ?? fetched(`${this.base}${folder(date)}index.json`);
    this.#days.set(date, day);
    return /** @type {Promise<{ papers: Paper[] }>} */ (day);
  }
}
