// The search itself: a query in, the best papers out. Runs in a worker; where there are none, in the page.
//
// Lunr's score of a document needs of it only how often its fields hold the query's terms, and how long they are. So
// the terms' posting lists are fetched, and the scores are Lunr's own. `docs/search.md` describes the files.

import { address, place as placed } from "./address.js";
import { fold, split, stem } from "./words.js";
import { parse } from "./query.js";

/**
 * @typedef {object} Hit
 * @property {string} id
 * @property {number} score Lunr's, to nine decimals
 * @property {string} title plain text
 * @property {string} date the newest day it stands on, `2020-07-22`
 * @property {string} url its page, or its place on its day's when it is folded
 * @property {[number, number][]} marks where in the title words of the query stand
 *
 * @typedef {object} Answer
 * @property {number} total papers that hold any of the words
 * @property {number} all those that hold all of them
 * @property {Hit[]} hits
 * @property {string[]} terms what was looked for, as the index writes it
 * @property {[number, number][]} years in which they stand, with the number of those that hold all words, or else any
 * @property {string[]} notes what was not taken as it was written
 * @property {string} day the day's page, when the query is a date
 *
 * @typedef {object} Options
 * @property {number} [limit] hits wanted; 10
 * @property {string} [order] `all`: papers that hold all words first; `lunr`: by score alone
 * @property {boolean} [typing] whether the last word may go on
 * @property {boolean} [thorough] whether to fetch however many files it takes
 */

const MOST_FILES = 60; // that a query fetches without being asked twice: about a megabyte
const MOST_POSTINGS = 4e6; // that are remembered: 40 MB
const MOST_READ = 40; // pages that are looked through for a phrase
const SHIFTS = [4, 0, 6, 7]; // of the fields' counts in a posting's byte
const MASKS = [3, 15, 1, 1];

/** Thrown at a search that another one has replaced. */
class Replaced extends Error {
  name = "Replaced";
}

/** The integers of a file, seven bits in a byte. */
class Reader {
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  int() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.data[this.at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** Read a term that lacks what it shares with the one before it. */
  term(before) {
    const shared = this.int();
    const bytes = new Uint8Array(shared + this.int());
    bytes.set(before.subarray(0, shared));
    bytes.set(this.data.subarray(this.at, (this.at += bytes.length - shared)), shared);
    return bytes;
  }
}

const utf8 = new TextDecoder();
const backwards = (text) => [...text].reverse().join("");
const round = (score) => Math.round(score * 1e9);

/** An index, of which what was fetched is kept. */
export class Index {
  /**
   * @param {string} base the site's address, with a `/` at its end
   * @param {object} manifest what `search/manifest.json` says
   */
  constructor(base, manifest) {
    this.base = base;
    this.manifest = manifest;
    this.names = manifest.fields.map(([name]) => name);
    this.stop = new Set(manifest.language.stop_words);
    this.files = new Map();
    this.shards = new Map();
    this.postings = new Map();
    this.remembered = 0;
    this.terms = list(manifest.terms, "t");
    this.words = list(manifest.words, "v");
    this.endings = list(manifest.endings, "e");
    this.scores = new Float64Array(manifest.documents);
    this.found = new Uint32Array(manifest.documents);
    this.current = null;
    this.lengths().catch(() => {}); // every search needs them
  }

  /** Fetch and inflate a file, once; `search` is who wants it, and it is given up when nobody does any more. */
  file(path, search) {
    let entry = this.files.get(path);
    if (!entry) {
      const abort = new AbortController();
      entry = { abort, users: new Set(), done: false, data: null };
      entry.data = fetch(this.base + "search/" + path, { signal: abort.signal })
        .then(inflated)
        .then(
          (data) => ((entry.done = true), data),
          (error) => {
            if (this.files.get(path) === entry) this.files.delete(path);
            throw abort.signal.aborted ? new Replaced() : error;
          },
        );
      entry.data.catch(() => {});
      this.files.set(path, entry);
    }
    entry.users.add(search);
    return entry.data;
  }

  /** Let go of what only this search has been waiting for. */
  leave(search) {
    search.left = true;
    for (const [path, entry] of this.files) {
      entry.users.delete(search);
      if (!entry.done && !entry.users.size) {
        this.files.delete(path);
        entry.abort.abort();
      }
    }
  }

  /** The days and lengths of all documents, asked for again if they did not come. */
  lengths() {
    this.measuring ??= this.measured().catch((error) => {
      this.measuring = null;
      throw error;
    });
    return this.measuring;
  }

  async measured() {
    const reader = new Reader(await this.file(`len/${this.manifest.lengths}/0.bin`, this));
    const total = this.manifest.documents;
    const days = [];
    let start = 0;
    let ordinal = 0;
    for (let n = reader.int(); n > 0; n--) {
      ordinal += reader.int();
      const count = reader.int();
      days.push({ date: isoDate(ordinal), start, end: (start += count) });
    }
    const columns = this.names.map(() => new Float64Array(total));
    const [titles, abstracts, ...others] = columns;
    for (const { start, end } of days)
      for (let n = start; n < end; n++) titles[n] = reader.int() + (n > start ? titles[n - 1] : 0);
    for (const { start, end } of days)
      for (let n = start; n < end; n++)
        abstracts[n] = reader.int() + (n > start && titles[n] === titles[n - 1] ? abstracts[n - 1] : 0);
    for (const column of others) for (let n = 0; n < total; n++) column[n] = reader.int();
    this.columns = columns;
    this.yearOf = new Uint16Array(total);
    for (const { date, start, end } of days) this.yearOf.fill(Number(date.slice(0, 4)), start, end);
    this.days = days;
  }

  /** The terms of a shard, with the places of their posting lists. */
  async shard(path, search) {
    let terms = this.shards.get(path);
    if (!terms) {
      const data = await this.file(path, search);
      const reader = new Reader(data);
      terms = new Map();
      let bytes = new Uint8Array();
      let size = 0;
      for (let n = reader.int(); n > 0; n--) {
        bytes = reader.term(bytes);
        terms.set(utf8.decode(bytes), { documents: reader.int(), start: size, data });
        size += reader.int();
      }
      for (const term of terms.values()) term.start += reader.at;
      this.shards.set(path, terms);
    }
    return terms;
  }

  /** The posting list of a term, or undefined. */
  async list(term, search) {
    let list = this.postings.get(term);
    if (!list) {
      const path = this.terms[place(this.terms, term)]?.path;
      const found = path && (await this.shard(path, search)).get(term);
      if (!found) return undefined;
      list = decoded(found, this.names.length);
      if ((this.remembered += found.documents) > MOST_POSTINGS) {
        this.postings.clear();
        this.remembered = found.documents;
      }
      this.postings.set(term, list);
    }
    return list;
  }

  /** The terms of the index that a clause's term stands for. */
  async expand(term, edits, search) {
    if (!edits && !term.includes("*")) return (await this.list(term, search)) ? [term] : [];
    const head = term.slice(0, term.indexOf("*"));
    if (!edits && head.length === term.length - 1 && head) {
      const some = between(this.terms, head);
      this.count(some, search);
      const shards = await Promise.all(some.map(({ path }) => this.shard(path, search)));
      return shards.flatMap((terms) => [...terms.keys()].filter((found) => found.startsWith(head)));
    }
    const matches = edits ? near(term, edits) : (found) => like(term, found);
    const parts = new Map();
    const want = (groups, start, reverse) => {
      for (const group of start ? between(groups, start) : groups) parts.set(group.path, reverse);
    };
    if (edits === 1 && !term.includes("*")) {
      // One edit leaves the first half alone, or the second, or has two letters in the middle change places.
      const half = term.length >> 1;
      want(this.words, term.slice(0, half), false);
      want(this.endings, backwards(term.slice(half)), true);
      if (half) want(this.words, term.slice(0, half - 1) + term[half] + term[half - 1], false);
    } else if (edits) want(this.words, "", false);
    else {
      const tail = backwards(term.slice(term.lastIndexOf("*") + 1));
      const [one, other] = [between(this.words, head), between(this.endings, tail)];
      if (tail && (!head || other.length < one.length)) want(this.endings, tail, true);
      else want(this.words, head, false);
    }
    this.count([...parts], search);
    const found = new Set();
    await Promise.all(
      [...parts].map(async ([path, reverse]) => {
        const reader = new Reader(await this.file(path, search));
        for (let bytes = new Uint8Array(); reader.at < reader.data.length; ) {
          bytes = reader.term(bytes);
          const text = utf8.decode(bytes);
          const candidate = reverse ? backwards(text) : text;
          if (matches(candidate)) found.add(candidate);
        }
      }),
    );
    const terms = [...found].sort();
    this.count(new Set(terms.map((term) => place(this.terms, term))), search);
    return terms;
  }

  /** Refuse what would fetch too much, unless that is wanted. */
  count(files, search) {
    search.count += files.size ?? files.length;
    if (search.count > MOST_FILES && !search.thorough) {
      const error = new Error("This asks for a large part of the index.");
      throw Object.assign(error, { name: "TooMuch", files: search.count });
    }
  }

  /**
   * @param {string} text
   * @param {Options} options
   * @returns {Promise<Answer>}
   */
  async search(text, { limit = 10, order = "all", typing = false, thorough = false } = {}) {
    const search = { count: 0, thorough, left: false };
    const last = this.current;
    this.current = search;
    const answer = this.answer(text, { limit, lunr: order === "lunr", typing }, search);
    if (last) this.leave(last); // after this one has said what it wants
    try {
      return await answer;
    } finally {
      if (this.current === search) this.current = null;
      this.leave(search);
    }
  }

  async answer(text, { limit, lunr, typing }, search) {
    const query = parse(text, this.names, lunr);
    const lengths = this.lengths();
    lengths.catch(() => {});
    const clauses = query.clauses.map((clause) => this.pipeline(clause, lunr && !query.phrases.length)).filter(Boolean);
    const last = clauses.at(-1);
    const open = typing && last && !last.edits && /[\p{L}\p{N}]$/u.test(text) && last.words.length === 1;
    await Promise.all(
      clauses.map(async (clause) => {
        const all = await Promise.all(clause.terms.map((term) => this.expand(term, clause.edits, search)));
        const missing = all.findIndex((some) => !some.length);
        if (open && clause === last) all.push((await this.completed(clause, search)).filter((term) => !all[0].includes(term)));
        else if (clause.presence > 0 && missing >= 0) all.length = missing; // Lunr stops there
        clause.found = all.flat();
        clause.lists = await Promise.all(clause.found.map((term) => this.list(term, search)));
      }),
    );
    await lengths;
    if (search.left) throw new Replaced();
    const [from, to] = this.range(query);
    const result = this.rank(clauses, from, to, limit, lunr);
    const terms = new Set(clauses.flatMap((clause) => (clause.presence < 0 ? [] : clause.found)));
    const hits = query.phrases.length
      ? await this.phrased(result, query, limit, terms, search)
      : await this.hits(result.best.slice(0, limit), terms, search);
    return {
      total: query.phrases.length ? Math.min(result.total, hits.length) : result.total,
      all: query.phrases.length ? hits.length : result.all,
      hits,
      terms: [...terms],
      years: this.years(result.members),
      notes: query.notes,
      day: this.days.some(({ date }) => date === text.trim()) ? this.base + text.trim().replaceAll("-", "/") + "/" : "",
    };
  }

  /** Turn a clause's word into terms; a stop word comes to nothing, but in Lunr's own order it is looked for in vain. */
  pipeline(clause, lunr) {
    if (clause.term.includes("*")) return { ...clause, words: [], terms: [fold(clause.term).replace(/\*+/g, "*")] };
    const words = split(clause.term, this.manifest.language).filter((word) => lunr || !this.stop.has(word));
    return words.length ? { ...clause, words, terms: words.map((word) => this.stemmed(word)) } : null;
  }

  stemmed(word) {
    return this.manifest.language.stems ? stem(word) : word;
  }

  /** The terms that a word which is still being written may become, and the one that it has been. */
  async completed({ words: [word] }, search) {
    const terms = word.length > 2 && between(this.terms, word).length < 5 ? await this.expand(word + "*", 0, search) : [];
    for (let cut = word.length; !terms.length && cut > 3 && cut > word.length - 6; cut--) {
      const shorter = word.slice(0, cut); // "segmentati" may become "segmentation", whose stem it is not in
      if (await this.list(shorter, search)) terms.push(shorter);
    }
    return terms;
  }

  /** The documents of the days that a query asks for. */
  range({ after, before }) {
    const first = (date) => this.days.find((day) => day.date >= date)?.start ?? this.manifest.documents;
    return [after ? first(after) : 0, before ? first(before) : this.manifest.documents];
  }

  /** Score the documents, and find the best. */
  rank(clauses, from, to, limit, lunr) {
    const { scores, found, columns } = this;
    const { k1, b, documents, fields } = this.manifest;
    const averages = fields.map(([, , length]) => length / documents);
    const vector = new Map(); // a term's weight in the query, by field
    const positive = clauses.filter((clause) => clause.presence >= 0);
    let required = 0;
    let every = 0;
    let impossible = false;
    for (const clause of positive) {
      if (clause.presence > 0 && !clause.found.length) impossible = true;
      for (const [n, term] of clause.found.entries()) {
        const boosts = vector.get(term)?.boosts ?? fields.map(() => 0);
        for (const field of clause.fields) boosts[field] += clause.boost;
        vector.set(term, { boosts, list: clause.lists[n] });
      }
    }
    const magnitudes = fields.map((_, field) => {
      let squares = 0;
      for (const { boosts } of vector.values()) squares += boosts[field] ** 2;
      return Math.sqrt(squares);
    });
    const touched = [];
    positive.forEach((clause, n) => {
      const bit = 2 ** n;
      every += bit;
      if (clause.presence > 0) required += bit;
      for (const list of clause.lists) {
        for (let i = lowest(list.numbers, from); i < list.numbers.length && list.numbers[i] < to; i++) {
          const number = list.numbers[i];
          if (!clause.fields.some((field) => count(list, i, field))) continue;
          if (!found[number]) touched.push(number);
          found[number] |= bit;
        }
      }
    });
    const banned = 2 ** 31;
    for (const clause of clauses) {
      if (clause.presence >= 0) continue;
      for (const list of clause.lists)
        for (let i = 0; i < list.numbers.length; i++)
          if (clause.fields.some((field) => count(list, i, field))) found[list.numbers[i]] |= banned;
    }
    if (clauses.length && !positive.length) for (let n = from; n < to; n++) touched.push(n);
    for (const { boosts, list } of vector.values()) {
      const n = list.holders.reduce((sum, holders) => sum + holders, 0);
      const idf = Math.log(1 + Math.abs((documents - n + 0.5) / (n + 0.5)));
      boosts.forEach((boost, field) => {
        if (!boost || !list.holders[field]) return;
        const factor = boost / (1000 * magnitudes[field]);
        const [lengths, average, own] = [columns[field], averages[field], fields[field][1]];
        for (let i = lowest(list.numbers, from); i < list.numbers.length && list.numbers[i] < to; i++) {
          const tf = count(list, i, field);
          if (!tf) continue;
          const number = list.numbers[i];
          const weight = (idf * ((k1 + 1) * tf)) / (k1 * (1 - b + b * (lengths[number] / average)) + tf);
          scores[number] += factor * Math.round(weight * own * 1000);
        }
      });
    }
    const any = [];
    const all = [];
    if (!impossible)
      for (const n of touched)
        if (found[n] < banned && (found[n] & required) === required) {
          any.push(n);
          if ((found[n] & every) === every) all.push(n);
        }
    const better = (a, b) => {
      const groups = lunr ? 0 : ((found[b] & every) === every) - ((found[a] & every) === every);
      return groups || round(scores[b]) - round(scores[a]) || b - a; // of equals, the newer
    };
    const wanted = Math.max(limit, MOST_READ);
    const best = top(lunr || all.length < wanted ? any : all, wanted, better);
    const result = {
      best: best.map((number) => ({ number, score: round(scores[number]) / 1e9 })),
      total: any.length,
      all: all.length,
      members: all.length ? all : any,
    };
    scores.fill(0);
    found.fill(0);
    return result;
  }

  async hits(best, terms, search) {
    return Promise.all(
      best.map(async ({ number, score }) => {
        const day = this.days.find(({ end }) => number < end);
        let [start, n] = [0, 0];
        const { cards, cards_each: each } = this.manifest;
        while (number >= start + cards[n][1]) start += cards[n++][1];
        const data = await this.file(`d/${cards[n][0]}/${Math.floor((number - start) / each)}.bin`, search);
        const [id, title] = JSON.parse(utf8.decode(data))[(number - start) % each];
        return { id, score, title, date: day.date, url: this.page(id, day.date), marks: this.marks(title, terms) };
      }),
    );
  }

  /** Where in a title the terms stand: beginnings and ends. */
  marks(title, terms) {
    return [...title.matchAll(/[\p{L}\p{N}\p{M}.'\u2019/]*[\p{L}\p{N}]/gu)]
      .filter(([token]) => split(token, this.manifest.language).some((word) => terms.has(this.stemmed(word))))
      .map(({ 0: token, index }) => [index, index + token.length]);
  }

  /** Whether the papers of a day have no pages of their own. */
  folds(date) {
    return date <= (this.manifest.folded ?? "");
  }

  /** The address of a paper. */
  page(id, date) {
    return this.folds(date) ? placed(this.base, date, id) : new URL(address(new URL(this.base).pathname, this.manifest.paper, id), this.base).href;
  }

  /** The plain texts of papers, by the pages of their own or, of those that are folded, by the data of their days. */
  async texts(hits, days) {
    const text = async ({ id, date, url }) => {
      if (!this.folds(date)) return plain(await (await fetch(url)).text());
      if (!days.has(date)) days.set(date, fetch(`${this.base}${date.replaceAll("-", "/")}/index.json`).then((response) => response.json()));
      const { title, abstract } = (await days.get(date)).papers.find((paper) => paper.id === id);
      return `${title} ${abstract}`;
    };
    return Promise.all(hits.map(text));
  }

  /** Keep the papers on whose pages the query's phrases stand. */
  async phrased({ best, total }, query, limit, terms, search) {
    const phrases = query.phrases.map(({ text, field }) => ({ words: this.sequence(text), field }));
    const kept = [];
    const days = new Map();
    for (let n = 0; n < best.length && kept.length < limit; n += limit) {
      const hits = await this.hits(best.slice(n, n + limit), terms, search);
      const texts = await this.texts(hits, days);
      if (search.left) throw new Replaced();
      for (const [i, hit] of hits.entries()) {
        const [title, text] = [hit.title, texts[i]].map((text) => this.sequence(text));
        if (phrases.every(({ words, field }) => (field === "title" ? title : text).includes(words))) kept.push(hit);
      }
    }
    if (total > best.length) query.notes.push(`The phrase was looked for in the best ${best.length} of ${total} papers with its words.`);
    return kept.slice(0, limit);
  }

  /** A text's terms, stop words and all, as one string that holds those of its phrases. */
  sequence(text) {
    const words = text.toLowerCase().split(/[\s-]+/).flatMap((token) => split(token, this.manifest.language));
    return ` ${words.map((word) => this.stemmed(word)).join(" ")} `;
  }

  years(members) {
    const counts = new Map();
    for (const n of members) counts.set(this.yearOf[n], (counts.get(this.yearOf[n]) ?? 0) + 1);
    return [...counts].sort(([a], [b]) => a - b);
  }
}

/** List the files of some groups, each with what its terms begin with. */
function list(groups, kind) {
  return groups.flatMap(([folder, firsts]) => firsts.map((first, n) => ({ first, path: `${kind}/${folder}/${n}.bin` })));
}

/** The place of the file that has a term, if any has; -1 for terms before all others. */
function place(files, term) {
  return first(files.length, (n) => files[n].first > term) - 1;
}

/** The files that have the terms with some beginning. */
function between(files, start) {
  return files.slice(Math.max(0, place(files, start)), place(files, start + "\uffff") + 1);
}

/** The first place in ascending numbers that is not below a number. */
function lowest(numbers, number) {
  return first(numbers.length, (n) => numbers[n] >= number);
}

/** The first place of some for which a test holds, which holds for all after it; else their number. */
function first(places, test) {
  let [low, high] = [0, places];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Read a posting list: the documents' numbers, their counts, and how many hold the term in each field. */
function decoded({ documents, start, data }, fields) {
  const reader = new Reader(data);
  reader.at = start;
  const numbers = new Int32Array(documents);
  for (let n = 0, number = -1; n < documents; n++) numbers[n] = number += reader.int() + 1;
  const counts = new Uint8Array(documents);
  const large = new Map();
  const list = { numbers, counts, large, holders: Array(fields).fill(0) };
  for (let n = 0; n < documents; n++) {
    counts[n] = data[reader.at++];
    if (!counts[n]) large.set(n, Array.from({ length: fields }, () => reader.int()));
    for (let field = 0; field < fields; field++) if (count(list, n, field)) list.holders[field]++;
  }
  return list;
}

/** How often a field of the nth document of a list holds the term. */
function count({ counts, large }, n, field) {
  return counts[n] ? (counts[n] >> SHIFTS[field]) & MASKS[field] : large.get(n)[field];
}

/** The first few of an order. */
function top(numbers, wanted, better) {
  const best = [];
  for (const n of numbers) {
    if (best.length === wanted && better(n, best[wanted - 1]) > 0) continue;
    best.splice(first(best.length, (m) => better(best[m], n) >= 0), 0, n);
    if (best.length > wanted) best.pop();
  }
  return best;
}

/** Whether a term is like a pattern, in which `*` stands for anything. */
function like(pattern, term) {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < term.length) {
    if (pattern[p] === "*") [star, from] = [p++, t];
    else if (pattern[p] === term[t]) (p++, t++);
    else if (star >= 0) [p, t] = [star + 1, ++from];
    else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/**
 * A test for the terms that some edits make of a word, as in Lunr: a letter more, less, other, or two that change places.
 * What may still come is the same for most terms after a few letters, so it is found out once.
 */
function near(word, edits) {
  const known = new Map();
  const node = (states) => {
    const all = new Set();
    const add = ([left, rest]) => {
      all.add(left + rest);
      if (left && rest) add([left - 1, rest.slice(1)]);
    };
    states.forEach(add);
    const key = [...all].sort().join();
    if (!known.has(key)) {
      const open = [...all].map((state) => [Number(state[0]), state.slice(1)]);
      known.set(key, { open, final: open.some(([, rest]) => !rest), next: new Map() });
    }
    return known.get(key);
  };
  const after = ({ open }, letter) =>
    node(
      open.flatMap(([left, rest]) => {
        const states = rest[0] === letter || rest[0] === "*" ? [[left, rest.slice(1)]] : [];
        if (left) states.push([left - 1, rest]);
        if (left && rest) states.push([left - 1, rest.slice(1)]);
        if (left && rest[1] === letter) states.push([left - 1, rest[0] + rest.slice(2)]);
        return states;
      }),
    );
  const start = node([[edits, word]]);
  return (term) => {
    let at = start;
    for (let n = 0; n < term.length && at.open.length; n++) {
      let next = at.next.get(term[n]);
      if (!next) at.next.set(term[n], (next = after(at, term[n])));
      at = next;
    }
    return at.final;
  };
}

/** The plain text of a paper's page. */
function plain(html) {
  const main = /<h1[^]*?<\/article>/.exec(html)?.[0] ?? "";
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', "#39": "'" };
  return main
    .replace(/<\/(?:h\d|p|div|li|dt|dd)>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#34|#39);/g, (_, name) => entities[name]);
}

function isoDate(ordinal) {
  return new Date((ordinal - 719163) * 86400000).toISOString().slice(0, 10); // Python's ordinal of 1970-01-01
}

/** The bytes of a response, inflated: some hosts do so themselves. */
async function inflated(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  const data = new Uint8Array(await response.arrayBuffer());
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  let index;
  self.onmessage = async ({ data: { number, base, manifest, query, options } }) => {
    try {
      if (manifest) index = new Index(base, manifest);
      self.postMessage({ number, answer: manifest ? true : await index.search(query, options) });
    } catch (error) {
      self.postMessage({ number, error: { name: error.name, message: error.message, files: error.files } });
    }
  };
}
