import assert from "node:assert/strict";
import { test } from "node:test";

import { Index } from "../../themes/default/static/search/engine.js";
import { BASE, hosted, made } from "./index.js";

const PAPERS = [
  { id: "1912.00002", date: "2019-12-30", title: "object detection", abstract: "with networks" },
  { id: "1912.00001", date: "2019-12-30", title: "bridges of light", abstract: "an object of detection in parts" },
  { id: "2007.00003", date: "2020-07-22", title: "lost objects", abstract: "we segment object detection is not meant" },
  { id: "2007.00004", date: "2020-07-22", title: "segmentation of the sea", abstract: "", parts: [{ text: "it is a deep sea" }] },
];
// The index has what stands for an abstract; the data of the day has it where it stands.
const { manifest, files } = made(PAPERS.map((paper) => ({ ...paper, abstract: paper.abstract || paper.parts[0].text })));
files.set("2020/07/22/index.json", new TextEncoder().encode(JSON.stringify({ papers: PAPERS.slice(2) })));

/** Ask an index of these papers. */
async function asked(query, options) {
  const requests = hosted(files);
  const answer = await new Index(BASE, manifest).search(query, options);
  return { ...answer, ids: answer.hits.map(({ id }) => id), requests };
}

test("papers with all words come before those with the higher score", async () => {
  const query = "light object segmentation^9";
  const lunr = await asked(query, { order: "lunr" });
  assert.equal(lunr.ids[0], "2007.00004");
  const both = await asked("object light");
  assert.equal(both.ids[0], "1912.00001");
  assert.deepEqual([both.all, both.total], [1, 3]);
});

test("a score is Lunr's", async () => {
  const { hits } = await asked("networks");
  const idf = Math.log(1 + Math.abs((4 - 1 + 0.5) / (1 + 0.5)));
  const average = (6 + 2 + 7 + 5) / 4;
  const weight = (idf * (2.2 * 1)) / (1.2 * (1 - 0.75 + 0.75 * (2 / average)) + 1);
  assert.deepEqual(hits.map(({ score }) => score), [Math.round(weight * 1000) / 1000]);
});

test("a phrase in the title needs no request but for the card", async () => {
  const { ids, requests } = await asked('title:"object detection"');
  assert.deepEqual(ids, ["1912.00002"]);
  assert.deepEqual(requests.filter((path) => path.endsWith("index.json")), []);
});

test("a phrase elsewhere is looked for in the data of the day, once a day", async () => {
  const { ids, all, total, requests } = await asked('"object detection"');
  assert.deepEqual(ids.toSorted(), ["1912.00002", "2007.00003"]);
  assert.deepEqual([all, total], [2, 2]);
  const days = requests.filter((path) => path.endsWith("index.json"));
  assert.deepEqual(days.toSorted(), ["2019/12/30/index.json", "2020/07/22/index.json"]);
});

test("a phrase is found in what stands for an abstract", async () => {
  assert.deepEqual((await asked('"a deep sea"')).ids, ["2007.00004"]);
});

test("words that do not stand one after the other are no phrase", async () => {
  assert.deepEqual((await asked('"detection object"')).ids, []);
});

test("no page is read", async () => {
  const { requests } = await asked('"object detection" sea*');
  assert.ok(requests.every((path) => path.startsWith("search/") || path.endsWith("/index.json")));
});

test("a word that is being written may go on, and a word that is written may not", async () => {
  assert.deepEqual((await asked("segm", { typing: true })).ids.toSorted(), ["2007.00003", "2007.00004"]);
  assert.deepEqual((await asked("segm")).ids, []);
});

test("stop words are left out, but not in Lunr's order", async () => {
  assert.deepEqual((await asked("+the +bridges")).ids, ["1912.00001"]);
  assert.deepEqual((await asked("+the +bridges", { order: "lunr" })).ids, []);
});

test("days narrow what words find", async () => {
  assert.deepEqual((await asked("object after:2020")).ids, ["2007.00003"]);
  assert.deepEqual((await asked("object before:2020-01")).ids.toSorted(), ["1912.00001", "1912.00002"]);
});

test("a prohibition alone finds all other papers, the newest first", async () => {
  assert.deepEqual((await asked("-object")).ids, ["2007.00004"]);
});

test("patterns and misspelled words stand for the terms of the index", async () => {
  assert.deepEqual((await asked("dettection~1")).terms, ["detection"]);
  assert.deepEqual((await asked("*tion")).terms.toSorted(), ["detection", "segmentation"]);
  assert.deepEqual((await asked("s*n")).terms, ["segmentation"]);
});

test("a hit has its page, its day and the marks of its title", async () => {
  const { hits } = await asked("bridges");
  const [{ id, title, date, url, marks }] = hits;
  assert.deepEqual([id, date, url], ["1912.00001", "2019-12-30", "https://example.org/abs/1912.00001/"]);
  assert.deepEqual(marks.map(([from, to]) => title.slice(from, to)), ["bridges"]);
});

test("a folded paper's hit leads to its place on its day", async () => {
  hosted(files);
  const { hits } = await new Index(BASE, { ...manifest, folded: "2019-12-31" }).search("bridges");
  assert.equal(hits[0].url, "https://example.org/2019/12/30/#1912.00001");
});

test("a date offers its day, if the archive has it", async () => {
  assert.equal((await asked("2020-07-22")).day, "https://example.org/2020/07/22/");
  assert.equal((await asked("2020-07-23")).day, "");
});

test("years count the papers that hold all words", async () => {
  assert.deepEqual((await asked("object")).years, [[2019, 2], [2020, 1]]);
});

test("a search that another one replaces is given up", async () => {
  hosted(files);
  const index = new Index(BASE, manifest);
  const first = assert.rejects(index.search("bridges"), { name: "Replaced" });
  const second = await index.search("object");
  await first;
  assert.equal(second.total, 3);
});

test("a search that failed can be made again", async () => {
  hosted(new Map());
  const index = new Index(BASE, manifest);
  await assert.rejects(index.search("bridges"), /404/);
  hosted(files);
  assert.equal((await index.search("bridges")).total, 1);
});

const NAMED = [
  { id: "2007.00001", date: "2020-07-22", title: "seas", abstract: "charl writes", authors: ["Charles Muller", "Ada Wu"], keywords: ["sailing"] },
  { id: "2007.00002", date: "2020-07-22", title: "wu networks", abstract: "charles and his ships", authors: ["Wu Bo"], keywords: ["deep water"] },
];

/** Ask an index of papers that have authors and topics, whose words have stems. */
async function named(query, options) {
  const { manifest, files } = made(NAMED.map((paper) => ({ ...paper, abstract: paper.abstract.replace("charles", "charl") })));
  hosted(files);
  const index = new Index(BASE, { ...manifest, language: { stems: true, stop_words: ["the"] } });
  return (await index.search(query, options)).hits.map(({ id }) => id).toSorted();
}

test("a word without a field is a stem in texts and a name among authors", async () => {
  assert.deepEqual(await named("charles"), ["2007.00001", "2007.00002"]);
  assert.deepEqual(await named("abstract:charles"), ["2007.00001", "2007.00002"]);
  assert.deepEqual(await named("author:charles"), ["2007.00001"]);
  assert.deepEqual(await named("author:charl"), []);
  assert.deepEqual(await named("+charles +muller"), ["2007.00001"]);
  assert.deepEqual(await named("-muller"), ["2007.00002"]);
});

test("authors are found by any spelling, and topics by their words", async () => {
  for (const name of ["Müller", "mueller", "MULLER"]) assert.deepEqual(await named(`author:${name}`), ["2007.00001"], name);
  assert.deepEqual(await named("mueller"), ["2007.00001"]);
  assert.deepEqual(await named("topic:water"), ["2007.00002"]);
  assert.deepEqual(await named('topic:"deep water"'), ["2007.00002"]);
  assert.deepEqual(await named('author:"Wu, B."'), ["2007.00002"]);
  assert.deepEqual(await named('author:"C. Wu"'), []);
  assert.deepEqual(await named('"Ada Wu"'), ["2007.00001"]);
});
