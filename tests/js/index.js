// A small index in memory, as `search/files.py` of sitegen writes it, behind `fetch`.

const SHIFTS = { title: 4, abstract: 0 };
const AUTHOR = 3 << 4; // and topic: that of a term which stands nowhere else
const TOPIC = (1 << 6) | (3 << 4);

/** @param {number} number @returns {number[]} seven bits in a byte, the lowest first */
export function leb128(number) {
  if (number < 0) throw new RangeError(`${number} cannot be written: are the papers in order?`);
  return number < 128 ? [number] : [(number & 127) | 128, ...leb128(number >> 7)];
}

/** @param {string} term @returns {number[]} that shares nothing with the term before it */
export function written(term) {
  const bytes = [...new TextEncoder().encode(term)];
  return [...leb128(0), ...leb128(bytes.length), ...bytes];
}

const words = (text) => text.toLowerCase().split(" ").filter(Boolean);
const sorted = (terms) => [...terms].sort();

/**
 * Make the files of an index. Papers are oldest first, and of a day those with the shorter title; a word of theirs is a term as
 * it stands. No word is that of an author and of another field, or that of a topic and of another field.
 * @param {{ id: string, date: string, title: string, abstract: string, authors?: string[], keywords?: string[] }[]} papers
 */
export function made(papers) {
  const isNamed = papers.some(({ authors }) => authors);
  const fields = ["title", "abstract", "id", "category", ...(isNamed ? ["author", "topic"] : [])];
  const terms = new Map();
  papers.forEach((paper, number) => {
    for (const field of ["title", "abstract"]) {
      for (const word of words(paper[field])) {
        const counts = terms.get(word) ?? terms.set(word, new Map()).get(word);
        counts.set(number, (counts.get(number) ?? 0) + (1 << SHIFTS[field]));
      }
    }
    for (const [code, names] of [[AUTHOR, paper.authors ?? []], [TOPIC, paper.keywords ?? []]])
      for (const word of names.flatMap(words)) terms.set(word, (terms.get(word) ?? new Map()).set(number, code));
  });
  const rows = sorted(terms.keys()).map((term) => {
    const postings = [...terms.get(term)];
    const numbers = postings.flatMap(([number], n) => leb128(n ? number - postings[n - 1][0] - 1 : number));
    return { term, documents: postings.length, data: [...numbers, ...postings.map(([, counts]) => counts)] };
  });
  const heads = rows.flatMap(({ term, documents, data }) => [...written(term), ...leb128(documents), ...leb128(data.length)]);
  const texts = (paper) => ({ ...paper, author: paper.authors?.join(" "), topic: paper.keywords?.join(" ") });
  const lengths = (field) => papers.map((paper) => words(texts(paper)[field] ?? "").length);
  const dates = [...new Set(papers.map(({ date }) => date))];
  const ordinal = (date) => Date.parse(date) / 86400000 + 719163;
  const starts = new Set(dates.map((date) => papers.findIndex((paper) => paper.date === date)));
  const titles = lengths("title");
  const abstracts = lengths("abstract");
  const steps = titles.map((length, n) => (starts.has(n) ? length : length - titles[n - 1]));
  const alike = (n) => !starts.has(n) && steps[n] === 0;
  const measures = [
    ...leb128(dates.length),
    ...dates.flatMap((date, n) => [
      ...leb128(ordinal(date) - (n ? ordinal(dates[n - 1]) : 0)),
      ...leb128(papers.filter((paper) => paper.date === date).length),
    ]),
    ...steps.flatMap(leb128),
    ...abstracts.flatMap((length, n) => leb128(alike(n) ? length - abstracts[n - 1] : length)),
    ...papers.flatMap(() => [1]),
    ...papers.flatMap(() => [0]),
    ...(isNamed ? [...lengths("author"), ...lengths("topic")] : []),
  ];
  const backwards = sorted(rows.map(({ term }) => [...term].reverse().join("")));
  const json = (value) => new TextEncoder().encode(JSON.stringify(value));
  const files = new Map([
    ["search/t/T/0.bin", [...leb128(rows.length), ...heads, ...rows.flatMap(({ data }) => data)]],
    ["search/v/V/0.bin", rows.flatMap(({ term }) => written(term))],
    ["search/e/E/0.bin", backwards.flatMap(written)],
    ["search/len/L/0.bin", measures],
    ["search/d/D/0.bin", json(papers.map(({ id, title }) => [id, title]))],
    ...dates.map((date) => [
      `${date.replaceAll("-", "/")}/index.json`,
      json({ papers: papers.filter((paper) => paper.date === date) }),
    ]),
  ]);
  const manifest = {
    documents: papers.length,
    fields: fields.map((name) => [name, name === "title" ? 3 : 1, lengths(name).reduce((sum, length) => sum + length, 0)]),
    k1: 1.2,
    b: 0.75,
    language: { stems: false, stop_words: ["the"] },
    paper: "/abs/{id}/",
    folded: null,
    lengths: "L",
    terms: [["T", ["a"]]],
    words: [["V", ["a"]]],
    endings: [["E", ["a"]]],
    cards_each: 64,
    cards: [["D", papers.length]],
  };
  return { manifest, files };
}

export const BASE = "https://example.org/";

/**
 * Answer requests with files, as a host does.
 * @param {Map<string, Iterable<number>>} files by their path below `BASE`
 * @returns {string[]} the paths that are asked for, as they come
 */
export function hosted(files) {
  const asked = [];
  globalThis.fetch = async (address, { signal } = {}) => {
    const path = String(address).slice(BASE.length);
    asked.push(path);
    await new Promise((resolve, reject) => {
      setTimeout(resolve);
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
    const data = files.get(path);
    return data ? new Response(new Uint8Array(data)) : new Response("", { status: 404 });
  };
  return asked;
}
