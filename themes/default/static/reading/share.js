// A list of papers as the fragment of a link, which browsers send to nobody; and back, within bounds.

import { entries } from "./entries.js";
import { table } from "../lib/json.js";

const BEGINNING = "list=";
const LARGEST = 1_000_000;
const MOST = 5_000;

/**
 * @param {import("./formats.js").Pair[]} pairs
 * @param {boolean} own whether tags and notes are in it, which whoever opens the link can read
 * @throws {Error} when they are too many for a link
 */
export async function fragment(pairs, own) {
  const papers = pairs.map(([id, { title, day, at, tags, note, ...about }]) => {
    const more = { ...about, ...(own && tags && { tags }), ...(own && note && { note }) };
    return [id, title, day, ...(Object.keys(more).length ? [more] : [])];
  });
  const text = JSON.stringify({ version: 1, papers });
  const data = new TextEncoder().encode(text);
  if (pairs.length > MOST || data.length > LARGEST) throw new Error("The list is too long for a link. Export it as a file instead.");
  const packed = new Blob([data]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `#${BEGINNING}${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/**
 * @param {string} hash of an address
 * @returns {Promise<{ starred: Record<string, import("./entries.js").Entry>, left: number } | null>} null when it holds
 *   no list; the papers are as if starred now, and `left` says how many entries were none
 * @throws {Error} when it holds one that cannot be read
 */
export async function listed(hash) {
  if (!hash.startsWith(`#${BEGINNING}`)) return null;
  if (hash.length > 2 * LARGEST) throw new Error("it is too long");
  const letters = atob(hash.slice(BEGINNING.length + 1).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const { version, papers } = JSON.parse(await inflated(bytes));
  if (version !== 1 || !Array.isArray(papers)) throw new Error("its version is unknown");
  const at = Date.now();
  const some = papers.filter(Array.isArray).slice(0, MOST);
  const found = entries(some.map(([id, title, day, more]) => [String(id), { ...table(more), title, day, at }]));
  return { ...found, left: found.left + papers.length - some.length };
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function inflated(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > LARGEST) {
      await reader.cancel();
      throw new Error("it is too long");
    }
    text += decoder.decode(value, { stream: true });
  }
}
