// What narrows a query: years, and the categories and topics of the papers in sight. The number beside each is that of the
// papers which the narrowed query finds: where it cannot be had, there is none.

import { element } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { categoriesOf, topicsOf } from "./record.js";

/**
 * @typedef {object} Facet
 * @property {string} text
 * @property {string} clause that narrows the query
 * @property {number} [papers]
 */

const MOST = 8; // of a kind
const LONGEST = 32; // characters of a topic: longer ones are sentences
const YEAR = /\s*\b(?:after|before):\S*/g;
const NAME = /^\p{L}[\p{L}\p{M}.'\u2019 -]+$/u;

/** @param {string} query @param {string} clause */
const has = (query, clause) => ` ${query} `.includes(` ${clause} `);

/**
 * The query with a clause, or without it if it has it. Of years, one counts.
 * @param {string} query
 * @param {string} clause
 */
export function toggled(query, clause) {
  const isYear = clause.startsWith("after:");
  const rest = isYear ? query.replace(YEAR, "") : ` ${query} `.replace(` ${clause} `, " ");
  return (has(query, clause) ? rest : `${isYear ? rest : query} ${clause}`).trim().replace(/ {2,}/g, " ");
}

/**
 * @param {import("./engine.js").Answer["years"]} years
 * @returns {Facet[]} the newest first
 */
export const ofYears = (years) =>
  years.toReversed().map(([year, papers]) => ({ text: String(year), clause: `after:${year} before:${year + 1}`, papers }));

/**
 * @param {import("./record.js").Paper[]} papers
 * @returns {{ categories: Facet[], topics: Facet[] }} what most of them are in comes first
 */
export function ofPapers(papers) {
  const topic = (/** @type {string} */ text) => `topic:${(text.match(/[\p{L}\p{N}.'\u2019]+/gu) ?? []).join("-")}`;
  const isShort = (/** @type {string} */ text) => text.length <= LONGEST && topic(text) !== "topic:";
  return {
    categories: often(papers.flatMap(categoriesOf)).map((text) => ({ text, clause: `category:${text}` })),
    topics: often(papers.flatMap(topicsOf).filter(isShort)).map((text) => ({ text, clause: topic(text) })),
  };
}

/**
 * @param {string[]} names
 * @returns {string[]} the commonest
 */
function often(names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST).map(([name]) => name);
}

/** @param {string} query @returns {string} the clause for an author of this name; empty if it is no name */
export const ofAuthor = (query) => (NAME.test(query) && query.split(" ").length <= 5 ? `author:"${query}"` : "");

/**
 * Draw facets of a kind.
 * @param {HTMLElement} list
 * @param {Facet[]} facets
 * @param {string} query
 * @param {(query: string) => void} ask
 */
export function draw(list, facets, query, ask) {
  const most = Math.max(...facets.map(({ papers = 0 }) => papers));
  list.replaceChildren(
    ...facets.map(({ text, clause, papers }) => {
      const button = element("button", { type: "button" }, element("bdi", { textContent: text }));
      if (papers !== undefined) {
        button.title = count(papers, "paper");
        button.append(" ", element("span", { className: "count", textContent: papers.toLocaleString("en") }));
        button.style.setProperty("--share", String(papers / most));
      }
      button.setAttribute("aria-pressed", String(has(query, clause)));
      button.onclick = () => ask(toggled(query, clause));
      return element("li", {}, button);
    }),
  );
}
