// The search for other programs:
//
//   import { open } from ".../search.js";
//   const index = await open("https://example.org/papers/");
//   const { total, hits } = await index.search("object detection", { limit: 10 }); // hits: { id, score, title, date }
//
// It runs in a worker, or in the page where there are none. `engine.js` tells what goes in and out.

/**
 * Open the index of a site.
 * @param {string} base the site's address, with a `/` at its end
 * @returns {Promise<{ search(query: string, options?: import("./engine.js").Options): Promise<import("./engine.js").Answer> }>}
 */
export async function open(base) {
  base = new URL(base, location.href).href;
  const manifest = fetched(base); // on its way while the worker starts
  manifest.catch(() => {});
  if (!globalThis.Worker) return here(base, manifest);
  const waiting = new Map();
  let last = 0;
  try {
    const worker = new Worker(new URL("engine.js", import.meta.url), { type: "module" });
    const ask = (message) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        worker.postMessage({ ...message, number: last });
      });
    worker.onmessage = ({ data: { number, answer, error } }) => {
      const { resolve, reject } = waiting.get(number);
      waiting.delete(number);
      if (error) reject(Object.assign(new Error(error.message), error));
      else resolve(answer);
    };
    const failed = new Promise((_, reject) => (worker.onerror = reject));
    await Promise.race([failed, ask({ base, manifest: await manifest })]);
    return { search: (query, options) => ask({ query, options }) };
  } catch (error) {
    if (!(error instanceof Event) && !(error instanceof DOMException)) throw error;
    return here(base, manifest);
  }
}

async function fetched(base) {
  const response = await fetch(base + "search/manifest.json");
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

/** Search in the page: there are no workers. */
async function here(base, manifest) {
  const { Index } = await import("./engine.js");
  return new Index(base, await manifest);
}
