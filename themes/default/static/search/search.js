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
  try {
    const worker = new Worker(new URL("engine.js", import.meta.url), { type: "module" });
    const waiting = new Map();
    let last = 0;
    const search = (query, options) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        worker.postMessage({ number: last, base, query, options });
      });
    worker.onmessage = ({ data: { number, answer, error } }) => {
      const { resolve, reject } = waiting.get(number);
      waiting.delete(number);
      if (answer) resolve(answer);
      else reject(Object.assign(new Error(error.message), error));
    };
    await new Promise((resolve, reject) => {
      worker.onerror = reject;
      search("").then(resolve, reject); // opens the index
    });
    return { search };
  } catch (error) {
    if (!(error instanceof Event) && !(error instanceof DOMException)) throw error;
    const { load } = await import("./engine.js"); // no workers here
    return load(base);
  }
}
