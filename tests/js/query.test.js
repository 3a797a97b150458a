import assert from "node:assert/strict";
import { test } from "node:test";

import { parse } from "../../themes/default/static/search/query.js";

const FIELDS = ["title", "abstract", "id", "category"];
const read = (text, lunr = false) => parse(text, FIELDS, lunr);
const SIGNS = { 1: "+", 0: "", [-1]: "-" };
const terms = (text, lunr) => read(text, lunr).clauses.map(({ term, presence }) => SIGNS[presence] + term);

test("signs, fields, boosts and edits belong to the word that they are written at", () => {
  const { clauses } = read("+title:Light^3 dark~1 -sea");
  assert.deepEqual(clauses, [
    { term: "light", fields: [0], boost: 3, edits: 0, presence: 1 },
    { term: "dark", fields: [0, 1, 2, 3], boost: 1, edits: 1, presence: 0 },
    { term: "sea", fields: [0, 1, 2, 3], boost: 1, edits: 0, presence: -1 },
  ]);
});

test("a phrase requires its words, in its field", () => {
  const query = read('title:"object detection"');
  assert.deepEqual(query.phrases, [{ text: "object detection", field: "title" }]);
  assert.deepEqual(query.clauses.map(({ term, fields, presence }) => [term, fields, presence]), [
    ["object", [0], 1],
    ["detection", [0], 1],
  ]);
});

test("a phrase of one word is that word, unless its script has no blanks", () => {
  assert.deepEqual(read('"light"').phrases, []);
  assert.deepEqual(read('"物体検出"').phrases, [{ text: "物体検出", field: "" }]);
});

test("a phrase that is to be left out is not looked for, and a note says so", () => {
  const query = read('sea -"object detection"');
  assert.deepEqual([query.phrases, query.clauses.length, query.notes.length], [[], 1, 1]);
});

test("days are taken out of the words", () => {
  const { after, before, clauses } = read("sea after:2020-07 before:2021");
  assert.deepEqual([after, before, clauses.length], ["2020-07", "2021", 1]);
});

test("the address of a paper means its id", () => {
  for (const text of ["https://arxiv.org/abs/2007.10872v2", "arXiv:2007.10872", "arxiv.org/pdf/2007.10872v1.pdf", "2007.10872v3"])
    assert.deepEqual(terms(text), ["2007.10872"]);
});

test("the end of a compound and a sign that stands alone prohibit nothing", () => {
  assert.deepEqual(terms("vision -based"), ["vision", "based"]);
  assert.deepEqual(terms("vision - sea"), ["vision", "sea"]);
});

test("id and category require their word, but not in Lunr's order", () => {
  assert.deepEqual(terms("category:cs.CV"), ["+cs.cv"]);
  assert.deepEqual(terms("category:cs.CV", true), ["cs.cv"]);
});

test("what makes no sense becomes words, and a note says so", () => {
  assert.deepEqual(terms("nosuch:page"), ["nosuch", "page"]);
  for (const text of ["nosuch:page", "~2 page", "page~", "page^x", "page~9"]) assert.equal(read(text).notes.length, 1, text);
});

test("words beyond the 31st are left out, and a note says so", () => {
  const { clauses, notes } = read("x ".repeat(40));
  assert.deepEqual([clauses.length, notes.length], [31, 1]);
});

test("a backslash takes the meaning from what follows it", () => {
  assert.deepEqual(terms("a\\:b \\+c"), ["a:b", "+c"]);
});

test("authors and topics are required, with all parts of what is written with hyphens", () => {
  const fields = [...FIELDS, "author", "topic"];
  const read = (text, lunr) => parse(text, fields, lunr).clauses.map(({ term, fields, presence }) => [term, fields, presence]);
  assert.deepEqual(read("author:Serre topic:self-play"), [["serre", [4], 1], ["self", [5], 1], ["play", [5], 1]]);
  assert.deepEqual(read("author:Serre", true), [["serre", [4], 0]]);
});

test("of the phrase of an author, whole words are required: an initial may stand for any", () => {
  const read = (text) => parse(text, [...FIELDS, "author"], false);
  assert.deepEqual(read('author:"J.-P. O’Serre"').clauses.map(({ term, presence }) => [term, presence]), [["oserre", 1]]);
  assert.deepEqual(read('author:"J. P."').clauses.map(({ term }) => term), ["j", "p"]);
  assert.deepEqual(read('author:"Serre"').phrases, [{ text: "Serre", field: "author" }]);
});

test("where no paper has an author, that is no field", () => {
  assert.deepEqual(terms("author:serre"), ["author", "serre"]);
});
