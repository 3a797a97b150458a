// Phrases in, the papers that have them out. The words of a phrase are looked for in a paper's title, which its card has, and
// then in the data of its day, so that it does not matter what a theme shows of a paper. Those of a name are looked for in the
// names of authors, in any order.

import { fetched, folder } from "../lib/site.js";
import { isNamed, nameWords } from "./names.js";
import { split, stem } from "./words.js";

/**
 * @typedef {import("./words.js").Language} Language
 *
 * @typedef {object} Paper of a day's `index.json`
 * @property {string} id
 * @property {string} title
 * @property {string} abstract
 * @property {{ text: string }[]} [parts]
 * @property {string[]} [authors]
 * @property {string} [topic] of its digest
 * @property {string[]} [topics] above it
 * @property {string[]} [keywords]
 *
 * @typedef {{ field: string, words: string, name: string[] }} Wanted a phrase, and its words as those of a name
 */

/**
 * The terms of a text, stop words and all, as one string that holds those of its phrases.
 * @param {string} text
 * @param {Language} language
 */
export function sequence(text, language) {
  const words = text.toLowerCase().split(/[\s-]+/).flatMap(split);
  return ` ${words.map((word) => (language.stems ? stem(word) : word)).join(" ")} `;
}

/**
 * The text in which the phrases of a paper are looked for, title and abstract with the named sections.
 * @param {Paper} paper
 */
const textOf = ({ title, abstract, parts = [] }) => [title, abstract, ...parts.map(({ text }) => text)].join(" ");

/** @param {Paper} paper */
const topicsOf = ({ topic = "", topics = [], keywords = [] }) => [topic, ...topics, ...keywords];

/** @param {string} field */
const isOfNames = (field) => field === "author" || field === "topic";

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
    this.wanted = phrases.map(({ text, field }) => ({ field, words: sequence(text, language), name: nameWords(text) }));
  }

  /**
   * @param {{ id: string, title: string, date: string }} hit
   * @returns {Promise<boolean>} whether the paper has all phrases
   */
  async areIn({ id, title, date }) {
    const named = sequence(title, this.language);
    const missing = this.wanted.filter(({ field, words }) => isOfNames(field) || !named.includes(words));
    if (missing.some(({ field }) => field === "title")) return false;
    if (!missing.length) return true;
    const { papers } = await this.#day(date);
    const tests = papers.filter((paper) => paper.id === id).map((paper) => this.#tests(paper));
    return missing.every((wanted) => tests.some((has) => has(wanted)));
  }

  /**
   * @param {Paper} paper
   * @returns {(wanted: Wanted) => boolean} whether it has a phrase
   */
  #tests(paper) {
    const text = sequence(textOf(paper), this.language);
    return ({ field, words, name }) =>
      (!isOfNames(field) && text.includes(words)) ||
      (["", "topic"].includes(field) && topicsOf(paper).some((topic) => sequence(topic, this.language).includes(words))) ||
      (["", "author"].includes(field) && (paper.authors ?? []).some((author) => isNamed(name, author)));
  }

  /** @param {string} date */
  #day(date) {
    const day = this.#days.get(date) ?? fetched(`${this.base}${folder(date)}index.json`);
    this.#days.set(date, day);
    return /** @type {Promise<{ papers: Paper[] }>} */ (day);
  }
}
