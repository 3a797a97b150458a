import assert from "node:assert/strict";
import { test } from "node:test";

import { Index } from "../../themes/default/static/search/engine.js";
import { joined, spellings, variants } from "../../themes/default/static/search/guess.js";
import { BASE, hosted, made } from "./index.js";

const day = (id, title, abstract) => ({ id, date: "2026-08-20", title, abstract });
const PAPERS = [
  { ...day("2607.00001", "gaussian seas", "deep"), date: "2026-07-31" },
  day("2608.00010", "crackmebench", "fine tuning of quantization"),
  day("2608.00011", "sailing boats", "gaussian boats at sea 2608.00011"),
  day("2608.00123", "sailing colors today", "neural boats quantisation"),
];
const { manifest, files } = made(PAPERS);

/** Ask an index of these papers as a reader does. */
async function asked(query, options) {
  const requests = hosted(files);
  const answer = await new Index(BASE, manifest).search(query, { typing: true, ...options });
  return { ...answer, ids: answer.hits.map(({ id }) => id), requests };
}

test("a variant of a word is one edit away", () => {
  const all = variants("iamge");
  for (const text of ["image", "iamges", "iame", "ismge"]) assert.ok(all.includes(text), text);
  assert.ok(!all.includes("iamge"));
  assert.equal(all.indexOf("iage") > all.indexOf("image"), true);
});

test("a word is known by its British and its American spelling", () => {
  for (const [one, other] of [["quantisation", "quantization"], ["colour", "color"], ["centre", "center"], ["modelling", "modeling"], ["analysing", "analyzing"]]) {
    assert.ok(spellings(one).includes(other), one);
    assert.ok(spellings(other).includes(one), other);
  }
});

test("words are joined by two and by three", () => {
  assert.deepEqual(joined(["crack", "me", "bench"]).map(({ text }) => text), ["crackme", "crackmebench", "mebench"]);
});

test("a word that no paper has is taken for its neighbour, and the answer says so", async () => {
  const { ids, notes, terms } = await asked("gausian boats");
  assert.equal(ids[0], "2608.00011");
  assert.deepEqual(notes, ["No paper has “gausian”: “gaussian” was searched for."]);
  assert.deepEqual(terms, ["gaussian", "boats"]);
});

test("a misspelled ending is recognised, though it has no stem", async () => {
  const { manifest, files } = made([day("2608.00001", "segment", "trans sea transform")]);
  hosted(files);
  const index = new Index(BASE, { ...manifest, language: { stems: true, stop_words: [] } });
  const { total, notes, terms } = await index.search("segmentaiton transfomer", { typing: true });
  assert.equal(total, 1);
  assert.deepEqual(terms, ["segment", "transform"]);
  assert.deepEqual(notes, [
    "No paper has “segmentaiton”: “segmentation” was searched for.",
    "No paper has “transfomer”: “transformer” was searched for.",
  ]);
  assert.deepEqual((await index.search("sea segmentati", { typing: true })).terms, ["sea", "segment"]);
});

test("words that papers write in one are found in two, and the other way round", async () => {
  assert.deepEqual((await asked("crack me bench")).ids, ["2608.00010"]);
  assert.deepEqual((await asked("crack me bench")).notes, ["No paper has “crack me bench”: “crackmebench” was searched for."]);
  assert.deepEqual((await asked("finetuning")).ids, ["2608.00010"]);
});

test("a rare word that no paper has with the others is taken for its other spelling", async () => {
  const { ids, notes } = await asked("sailing colours today");
  assert.equal(ids[0], "2608.00123");
  assert.deepEqual(notes, ["No paper has “colours”: “colors” was searched for."]);
  const doubted = await asked("fine tuning quantisation");
  assert.equal(doubted.ids[0], "2608.00010");
  assert.deepEqual(doubted.notes, ["No paper has all of these words: “quantization” was searched for instead of “quantisation”."]);
});

test("as long as some paper has all words, nothing is guessed and nothing more is fetched", async () => {
  const { notes, requests } = await asked("gaussian boats");
  assert.deepEqual(notes, []);
  assert.ok(requests.every((path) => !/search\/[ve]\//.test(path)), requests);
});

test("the last word goes on when no paper has it as it stands, and only then", async () => {
  assert.deepEqual((await asked("sail")).ids.toSorted(), ["2608.00011", "2608.00123"]);
  assert.deepEqual((await asked("sea")).ids, ["2608.00011"]);
  assert.deepEqual((await asked('"sail"')).ids, []);
});

test("an id is found by its beginning, with or without what stands before it", async () => {
  for (const query of ["2608.0001", "arXiv:2608.0001", "2608."]) {
    hosted(files);
    const answer = await new Index(BASE, { ...manifest, terms: [["T", [""]]] }).search(query, { typing: true });
    assert.deepEqual(answer.hits.map(({ id }) => id), ["2608.00011"], query);
    assert.deepEqual(answer.notes, []);
  }
});

test("in Lunr's order, and for programs, words are as they stand", async () => {
  assert.equal((await asked("gausian", { order: "lunr" })).total, 0);
  assert.equal((await asked("gausian", { typing: false })).total, 0);
  assert.equal((await asked("2026-08", { typing: false })).total, 0);
});

test("a date alone finds the papers of its days, the newest first, and narrows what words find", async () => {
  const { ids, day, notes } = await asked("2026-08");
  assert.deepEqual(ids, ["2608.00123", "2608.00011", "2608.00010"]);
  assert.equal(day, "https://example.org/2026/08/");
  assert.match(notes[0], /taken for a date/);
  assert.deepEqual((await asked("gaussian July 2026")).ids, ["2607.00001"]);
  assert.deepEqual((await asked("31 July 2026")).day, "https://example.org/2026/07/31/");
  assert.equal((await asked("gaussian 2026-07")).day, "");
});

test("what the data of its day says of a paper comes with the part of its text that has the words", async () => {
  const requests = hosted(files);
  const index = new Index(BASE, manifest);
  const { hits, terms } = await index.search("gaussian boats", { typing: true });
  const about = await index.about(hits[0], terms);
  assert.equal(about.paper.title, "sailing boats");
  assert.deepEqual(about.excerpt, { text: "gaussian boats at sea 2608.00011", marks: [[0, 8], [9, 14]] });
  await index.about({ id: "2608.00123", date: "2026-08-20" }, terms);
  assert.equal(requests.filter((path) => path.endsWith("index.json")).length, 1);
  assert.equal(await index.about({ id: "2608.99999", date: "2026-08-20" }, terms), null);
});

test("a pasted text without blanks is not guessed at", async () => {
  const { total, requests } = await asked("x".repeat(10_000));
  assert.equal(total, 0);
  assert.ok(requests.every((path) => !/search\/[ve]\//.test(path)));
});
