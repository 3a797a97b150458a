// The search for other programs:
//
//   import { open } from ".../search.js";
//   const index = await open("https://example.org/papers/");
//   const { total, hits } = await index.search("object detection", { limit: 10 }); // hits: { id, score, title, date }
//
// It runs in a worker, or in the page where there are none. `engine.js` tells what goes in and out.

import { fetched } from "../lib/site.js";

/**
 * @typedef {import("./wire.js").Manifest} Manifest
 * @typedef {import("./engine.js").Options} Options
 * @typedef {import("./engine.js").Answer} Answer
 * @typedef {import("./engine.js").About} About
 *
 * @typedef {object} Opened
 * @property {string[]} fields the names of those that the index has
 * @property {(query: string, options?: Options) => Promise<Answer>} search
 * @property {(hit: { id: string, date: string }, terms: string[]) => Promise<About | null>} about what the data of its day says of a
 *   paper that was found
 */

/**
 * Open the index of a site.
 * @param {string} base the site's address, with a `/` at its end
 * @returns {Promise<Opened>}
 */
export async function open(base) {
  base = new URL(base, location.href).href;
  const manifest = /** @type {Promise<Manifest>} */ (fetched(`${base}search/manifest.json`)); // on its way while the worker starts
  manifest.catch(() => {});
  if (!globalThis.Worker) return here(base, manifest);
  /** @type {Map<number, { resolve: (answer: unknown) => void, reject: (error: unknown) => void }>} */
  const waiting = new Map();
  let last = 0;
  try {
    const worker = new Worker(new URL("engine.js", import.meta.url), { type: "module" });
    /**
     * @param {{ base: string, manifest: Manifest } | { query: string, options?: Options } | { hit: { id: string, date: string }, terms: string[] }} message
     * @returns {Promise<unknown>} what the index answers; when it is opened, a sign that it is there
     */
    const ask = (message) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        worker.postMessage({ ...message, number: last });
      });
    worker.onmessage = ({ data: { number, answer, error } }) => {
      const asked = waiting.get(number);
      waiting.delete(number);
      if (error) asked?.reject(Object.assign(new Error(error.message), error));
      else asked?.resolve(answer);
    };
    const failed = new Promise((_, reject) => (worker.onerror = reject));
    const { fields } = await manifest;
    await Promise.race([failed, ask({ base, manifest: await manifest })]);
    return {
      fields: fields.map(([name]) => name),
      search: (query, options) => /** @type {Promise<Answer>} */ (ask({ query, options })),
      about: ({ id, date }, terms) => /** @type {Promise<About | null>} */ (ask({ hit: { id, date }, terms })),
    };
  } catch (error) {
    if (!(error instanceof Event) && !(error instanceof DOMException)) throw error;
    return here(base, manifest);
  }
}

/**
 * Search in the page: there are no workers.
 * @param {string} base
 * @param {Promise<Manifest>} manifest
 * @returns {Promise<Opened>}
 */
async function here(base, manifest) {
  const { Index } = await import("./engine.js");
  return new Index(base, await manifest);
}
