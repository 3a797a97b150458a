// What a page says of a paper beside its texts, of which a reader may see only a part.

import { one } from "../lib/dom.js";

/**
 * @typedef {object} About
 * @property {string[]} authors all that the digest names: a byline names the first three
 * @property {string[]} topics the headings above it, the topic of its section, its keywords
 * @property {string[]} categories its own, and that of its section
 * @property {URLSearchParams} coins its COinS, which has the whole list of authors and what a citation needs
 */

/**
 * @param {HTMLElement} article
 * @returns {About}
 */
export function aboutOf(article) {
  const coins = new URLSearchParams(one(".Z3988", HTMLElement, article).title);
  const { topics, topic, categories, category } = { ...article.closest("section")?.dataset, ...article.dataset };
  return {
    authors: coins.getAll("rft.au"),
    topics: lines(topics, topic),
    categories: lines(categories, category),
    coins,
  };
}

/** @param {(string | undefined)[]} texts a line for each name */
const lines = (...texts) => [...new Set(texts.flatMap((text) => text?.split("\n") ?? []).filter(Boolean))];
