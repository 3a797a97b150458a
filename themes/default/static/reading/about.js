// What a page says of a paper beside its texts, of which a reader may see only a part.

import { maybe, one } from "../lib/dom.js";
import { submitted } from "../lib/submitted.js";

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
  const coins = new URLSearchParams(coinsOf(article));
  const { topics, topic, categories, category } = { ...article.closest("section")?.dataset, ...article.dataset };
  return {
    authors: coins.getAll("rft.au"),
    topics: lines(topics, topic),
    categories: lines(categories, category),
    coins,
  };
}

/**
 * The COinS of a paper: its own page has it, and of a paper in a list it is made as `citations.py` does.
 * @param {HTMLElement} article
 * @returns {string}
 */
export function coinsOf(article) {
  const made = maybe(".Z3988", HTMLElement, article);
  if (made) return made.title;
  const { id = "", citing = "", title = one(".title bdi", HTMLElement, article).textContent } = article.dataset;
  const arxiv = !id.includes(":");
  const genre = citing.startsWith("rft.jtitle=") ? "article" : arxiv ? "preprint" : "unknown";
  const head = `ctx_ver=Z39.88-2004&rft_val_fmt=${encodeURIComponent("info:ofi/fmt:kev:mtx:journal")}&rft.genre=${genre}`;
  const date = submitted(id).map((number) => String(number).padStart(2, "0")).join("-");
  const ids = [`info:doi/10.48550/arXiv.${id}`, `https://arxiv.org/abs/${id}`].map((name) => `rft_id=${encodeURIComponent(name)}`);
  const told = arxiv ? [...(date ? [`rft.date=${date}`] : []), ...ids] : [];
  return [head, `rft.atitle=${encodeURIComponent(title)}`, ...(citing ? [citing] : []), ...told].join("&");
}

/** @param {(string | undefined)[]} texts a line for each name */
const lines = (...texts) => [...new Set(texts.flatMap((text) => text?.split("\n") ?? []).filter(Boolean))];
