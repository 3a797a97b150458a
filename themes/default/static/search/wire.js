// The bytes of the index's files in, what they say out. `docs/search.md` describes the format; `search/files.py` of sitegen
// writes it. This module fetches nothing.

/**
 * @typedef {[folder: string, firsts: string[]]} Group files of terms: for each, what its terms begin with
 *
 * @typedef {object} Manifest what `search/manifest.json` says
 * @property {number} documents
 * @property {[name: string, boost: number, length: number][]} fields
 * @property {number} k1
 * @property {number} b
 * @property {import("./words.js").Language} language
 * @property {string} paper the path of an arXiv paper's page
 * @property {string | null} [folded] the newest day whose papers have no pages of their own
 * @property {string} lengths
 * @property {Group[]} terms
 * @property {Group[]} words
 * @property {Group[]} endings
 * @property {number} cards_each
 * @property {[folder: string, documents: number][]} cards
 *
 * @typedef {object} Place where a term's posting list is
 * @property {Uint8Array} data
 * @property {number} start
 * @property {number} documents that hold the term
 *
 * @typedef {object} Postings
 * @property {Int32Array} numbers of the documents, ascending
 * @property {Uint8Array} counts in the fields of each, packed; 0 for those in `large`
 * @property {Uint8Array[]} bytes for each field, the count that each byte stands for
 * @property {Map<number, number[]>} large by place in `numbers`: counts that a byte does not hold
 * @property {number[]} holders for each field, the documents that hold the term there
 *
 * @typedef {{ date: string, start: number, end: number }} Day its documents, from the first to before the last
 *
 * @typedef {object} Measures
 * @property {Day[]} days
 * @property {Float64Array[]} columns for each field, the length of each document
 */

const COUNTS = counted(); // for each field, the count that each byte of a posting stands for
const utf8 = new TextDecoder();

/** The integers of a file, seven bits in a byte. */
class Reader {
  /**
   * @param {Uint8Array} data
   * @param {number} [at]
   */
  constructor(data, at = 0) {
    this.data = data;
    this.at = at;
  }

  int() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.data[this.at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /**
   * Read a term that lacks what it shares with the one before it.
   * @param {Uint8Array} before
   */
  term(before) {
    const shared = this.int();
    const bytes = new Uint8Array(shared + this.int());
    bytes.set(before.subarray(0, shared));
    bytes.set(this.data.subarray(this.at, (this.at += bytes.length - shared)), shared);
    return bytes;
  }
}

/**
 * The bytes of a response, inflated: some hosts do so themselves.
 * @param {Response} response
 */
export async function inflated(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  const data = new Uint8Array(await response.arrayBuffer());
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * @param {Uint8Array} data of a shard
 * @returns {Map<string, Place>} its terms
 */
export function shard(data) {
  const reader = new Reader(data);
  const terms = new Map();
  let bytes = new Uint8Array();
  let size = 0;
  for (let n = reader.int(); n > 0; n--) {
    bytes = reader.term(bytes);
    terms.set(utf8.decode(bytes), { documents: reader.int(), start: size, data });
    size += reader.int();
  }
  for (const term of terms.values()) term.start += reader.at;
  return terms;
}

/**
 * @param {Place} place
 * @param {string[]} fields their names
 * @returns {Postings}
 */
export function postings({ documents, start, data }, fields) {
  const reader = new Reader(data, start);
  const numbers = new Int32Array(documents);
  for (let n = 0, number = -1; n < documents; n++) numbers[n] = number += reader.int() + 1;
  const counts = new Uint8Array(documents);
  const large = new Map();
  const bytes = fields.map((name) => COUNTS[name]);
  const found = { numbers, counts, bytes, large, holders: Array(fields.length).fill(0) };
  for (let n = 0; n < documents; n++) {
    counts[n] = data[reader.at++];
    if (!counts[n]) large.set(n, fields.map(() => reader.int()));
    for (let field = 0; field < fields.length; field++) if (occurrences(found, n, field)) found.holders[field]++;
  }
  return found;
}

/**
 * How often a field of the nth document of a list holds the term.
 * @param {Pick<Postings, "counts" | "bytes" | "large">} postings
 * @param {number} n
 * @param {number} field
 */
export const occurrences = ({ counts, bytes, large }, n, field) =>
  counts[n] ? bytes[field][counts[n]] : (large.get(n)?.[field] ?? 0);

/** @returns {Record<string, Uint8Array>} for each field, the count that each byte of a posting stands for */
function counted() {
  /** @param {(byte: number) => number} count */
  const table = (count) => Uint8Array.from({ length: 256 }, (_, byte) => count(byte));
  const titles = (/** @type {number} */ byte) => (byte >> 4) & 3;
  /**
   * @param {(byte: number) => number} plain
   * @param {number[]} named what the two highest bits stand for when the title's are three
   */
  const either = (plain, named) => table((byte) => (titles(byte) < 3 ? plain(byte) : named[byte >> 6]));
  return {
    title: either(titles, [0, 0, 1, 0]),
    abstract: table((byte) => byte & 15),
    id: either((byte) => (byte >> 6) & 1, [0, 0, 0, 0]),
    category: either((byte) => byte >> 7, [0, 0, 0, 0]),
    author: either(() => 0, [1, 0, 0, 0]),
    topic: either(() => 0, [0, 1, 1, 2]),
  };
}

/**
 * @param {Uint8Array} data of a part of the vocabulary
 * @returns {Generator<string>} its terms
 */
export function* vocabulary(data) {
  const reader = new Reader(data);
  for (let bytes = new Uint8Array(); reader.at < data.length; ) yield utf8.decode((bytes = reader.term(bytes)));
}

/**
 * @param {Uint8Array} data of the file of lengths
 * @param {number} documents how many there are
 * @param {number} fields how many there are
 * @returns {Measures}
 */
export function measures(data, documents, fields) {
  const reader = new Reader(data);
  const days = [];
  let start = 0;
  let ordinal = 0;
  for (let n = reader.int(); n > 0; n--) {
    ordinal += reader.int();
    const count = reader.int();
    days.push({ date: isoDate(ordinal), start, end: (start += count) });
  }
  const columns = Array.from({ length: fields }, () => new Float64Array(documents));
  const [titles, abstracts, ...others] = columns;
  for (const { start, end } of days)
    for (let n = start; n < end; n++) titles[n] = reader.int() + (n > start ? titles[n - 1] : 0);
  for (const { start, end } of days)
    for (let n = start; n < end; n++)
      abstracts[n] = reader.int() + (n > start && titles[n] === titles[n - 1] ? abstracts[n - 1] : 0);
  for (const column of others) for (let n = 0; n < documents; n++) column[n] = reader.int();
  return { days, columns };
}

/** @param {number} ordinal as Python counts days */
const isoDate = (ordinal) => new Date((ordinal - 719163) * 86400000).toISOString().slice(0, 10); // that of 1970-01-01

/**
 * @param {Uint8Array} data of a file of cards
 * @returns {[id: string, title: string][]}
 */
export const cards = (data) => JSON.parse(utf8.decode(data));
