// Papers as vectors of their words, as the build made them (`related.py` of sitegen), and how like they are to those that
// a reader starred. This module knows nothing of pages.

import { list, table } from "../lib/json.js";

const HEAVIEST = 255;
const NAMED = 3; // stems that are named of those that decided

/** @typedef {Map<string, number>} Vector stems with their weights, the strongest first */

/** @type {Vector} */
const NONE = new Map();

/**
 * @typedef {object} Likeness
 * @property {number} score the cosine of a paper and all others that are starred: above 0, and 1 at most
 * @property {string[]} stems those that add most to it, the first adds most
 */

/**
 * Read the `terms.json` of a day.
 * @param {unknown} data
 * @param {Iterable<string>} [ids] of the papers that are wanted, when these are not all
 * @returns {Map<string, Vector>} by id; what is damaged is left out
 * @throws {Error} when it cannot be such a file
 */
export function vectors(data, ids) {
  const { terms, papers } = table(data);
  if (!Array.isArray(terms) || papers !== table(papers)) throw new Error("the data cannot be read");
  /** @type {Map<string, Vector>} */
  const found = new Map();
  for (const id of ids ?? Object.keys(table(papers))) {
    const [places = [], weights = []] = list(table(papers)[id]).map(list);
    /** @type {Vector} */
    const vector = new Map();
    places.forEach((place, n) => {
      const [stem, weight] = [terms[Number(String(place))], weights[n]];
      if (!stem || typeof stem !== "string" || typeof weight !== "number") return;
      if (Number.isInteger(weight) && weight > 0 && weight <= HEAVIEST) vector.set(stem, weight);
    });
    if (vector.size) found.set(id, vector);
  }
  return found;
}

/**
 * Compare the papers of a day with the sum of the starred ones: a paper that is starred itself, with that of the others.
 * @param {Map<string, Vector>} starred by id
 * @param {Map<string, Vector>} day by id
 * @returns {Map<string, Likeness>} by id, those of the day that have any stem in common with the starred ones
 */
export function likeness(starred, day) {
  /** @type {Vector} */
  const sum = new Map();
  for (const vector of starred.values()) vector.forEach((weight, stem) => sum.set(stem, (sum.get(stem) ?? 0) + weight));
  const square = product(sum, sum);
  const found = new Map();
  day.forEach((vector, id) => {
    const own = starred.get(id) ?? NONE;
    /** @type {{ stem: string, part: number }[]} */
    const parts = [];
    let total = 0;
    vector.forEach((weight, stem) => {
      const part = weight * ((sum.get(stem) ?? 0) - (own.get(stem) ?? 0));
      if (part) parts.push({ stem, part });
      total += part;
    });
    if (!total) return;
    const others = square - 2 * product(own, sum) + product(own, own); // of integers, and so exact
    parts.sort((one, other) => other.part - one.part);
    const stems = parts.slice(0, NAMED).map(({ stem }) => stem);
    found.set(id, { score: total / Math.sqrt(others * product(vector, vector)), stems });
  });
  return found;
}

/**
 * @param {Vector} one the shorter
 * @param {Vector} other
 */
function product(one, other) {
  let total = 0;
  one.forEach((weight, stem) => (total += weight * (other.get(stem) ?? 0)));
  return total;
}
