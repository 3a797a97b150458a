// The files of an index, each fetched once, when a search needs it; a file that no search waits for any more is given up.

import { first } from "../lib/bisect.js";
import { cards, inflated, measures, postings, shard } from "./wire.js";

/**
 * @typedef {import("./wire.js").Manifest} Manifest
 * @typedef {import("./wire.js").Measures} Measures
 * @typedef {import("./wire.js").Postings} Postings
 *
 * @typedef {{ first: string, path: string }} Part a file of terms, and what comes before none of them
 *
 * @typedef {object} Entry
 * @property {AbortController} abort
 * @property {Set<object>} users who wait for it
 * @property {boolean} done
 * @property {Promise<Uint8Array<ArrayBuffer>>} data
 */

const MOST_FILES = 60; // that a query fetches without being asked twice: about a megabyte
const MOST_POSTINGS = 4e6; // that are remembered: 40 MB

/** Thrown at a search that another one has replaced. */
export class Replaced extends Error {
  name = "Replaced";
}

/** Thrown at a search that needs more files than it may fetch. */
export class TooMuch extends Error {
  name = "TooMuch";

  /** @param {number} files */
  constructor(files) {
    super("This asks for a large part of the index.");
    this.files = files;
  }
}

/** One search, as far as files are concerned. */
export class Search {
  left = false; // whether another one has replaced it
  #files = 0;
  #thorough;

  /** @param {boolean} thorough whether it may fetch however many files it takes */
  constructor(thorough) {
    this.#thorough = thorough;
  }

  /**
   * Refuse what would fetch too much.
   * @param {number} files more that are wanted
   */
  count(files) {
    this.#files += files;
    if (this.#files > MOST_FILES && !this.#thorough) throw new TooMuch(this.#files);
  }
}

export class Files {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Map<string, ReturnType<typeof shard>>} */
  #shards = new Map();
  /** @type {Map<string, Postings>} */
  #postings = new Map();
  #remembered = 0;
  /** @type {Promise<Measures> | null} */
  #measures = null;

  /**
   * @param {string} base the site's address, with a `/` at its end
   * @param {Manifest} manifest
   */
  constructor(base, manifest) {
    this.base = base;
    this.manifest = manifest;
    this.names = manifest.fields.map(([name]) => name);
    this.terms = parts(manifest.terms, "t");
    this.words = parts(manifest.words, "v");
    this.endings = parts(manifest.endings, "e");
  }

  /**
   * Fetch and inflate a file.
   * @param {string} path
   * @param {object} user who wants it
   */
  get(path, user) {
    let entry = this.#entries.get(path);
    if (!entry) {
      entry = this.#fetched(path);
      this.#entries.set(path, entry);
    }
    entry.users.add(user);
    return entry.data;
  }

  /**
   * @param {string} path
   * @returns {Entry}
   */
  #fetched(path) {
    const abort = new AbortController();
    const data = fetch(`${this.base}search/${path}`, { signal: abort.signal }).then(inflated);
    /** @type {Entry} */
    const entry = { abort, users: new Set(), done: false, data };
    entry.data = data.then(
      (bytes) => {
        entry.done = true;
        return bytes;
      },
      (error) => {
        if (this.#entries.get(path) === entry) this.#entries.delete(path);
        throw abort.signal.aborted ? new Replaced() : error;
      },
    );
    entry.data.catch(() => {}); // those who wait for it say so
    return entry;
  }

  /**
   * Let go of what only this search has been waiting for.
   * @param {Search} search
   */
  leave(search) {
    search.left = true;
    for (const [path, entry] of this.#entries) {
      entry.users.delete(search);
      if (!entry.done && !entry.users.size) {
        this.#entries.delete(path);
        entry.abort.abort();
      }
    }
  }

  /** The days and lengths of all documents, asked for again if they did not come. */
  measures() {
    const { lengths, documents, fields } = this.manifest;
    this.#measures ??= this.get(`len/${lengths}/0.bin`, this)
      .then((data) => measures(data, documents, fields.length))
      .catch((error) => {
        this.#measures = null;
        throw error;
      });
    return this.#measures;
  }

  /**
   * The terms of a shard, with the places of their posting lists.
   * @param {string} path
   * @param {Search} search
   */
  async shard(path, search) {
    let terms = this.#shards.get(path);
    if (!terms) {
      terms = shard(await this.get(path, search));
      this.#shards.set(path, terms);
    }
    return terms;
  }

  /**
   * The posting list of a term, if the index has the term.
   * @param {string} term
   * @param {Search} search
   */
  async postings(term, search) {
    let found = this.#postings.get(term);
    if (!found) {
      const path = this.terms[before(this.terms, term)]?.path;
      const place = path && (await this.shard(path, search)).get(term);
      if (!place) return undefined;
      found = postings(place, this.names);
      if ((this.#remembered += place.documents) > MOST_POSTINGS) {
        this.#postings.clear();
        this.#remembered = place.documents;
      }
      this.#postings.set(term, found);
    }
    return found;
  }

  /**
   * The id and the title of a document.
   * @param {number} number
   * @param {Search} search
   */
  async card(number, search) {
    const { cards: groups, cards_each: each } = this.manifest;
    let [start, n] = [0, 0];
    while (number >= start + groups[n][1]) start += groups[n++][1];
    const data = await this.get(`d/${groups[n][0]}/${Math.floor((number - start) / each)}.bin`, search);
    return cards(data)[(number - start) % each];
  }
}

/**
 * @param {import("./wire.js").Group[]} groups
 * @param {string} kind
 * @returns {Part[]}
 */
function parts(groups, kind) {
  return groups.flatMap(([folder, firsts]) => firsts.map((first, n) => ({ first, path: `${kind}/${folder}/${n}.bin` })));
}

/**
 * The place of the file that has a term, if any has; -1 for terms before all others.
 * @param {Part[]} parts
 * @param {string} term
 */
export const before = (parts, term) => first(parts.length, (n) => parts[n].first > term) - 1;

/**
 * The files that have the terms with some beginning.
 * @param {Part[]} parts
 * @param {string} start
 */
export const between = (parts, start) =>
  parts.slice(Math.max(0, before(parts, start)), before(parts, `${start}\uffff`) + 1);
