import assert from "node:assert/strict";
import { test } from "node:test";

import { Phrases, sequence } from "../../themes/default/static/search/phrases.js";
import { BASE, hosted } from "./index.js";

const LANGUAGE = { stems: true, stop_words: ["the", "of"] };
const HIT = { id: "2007.00001", title: "Zebras", date: "2020-07-22" };

/** Look for phrases in papers of a day. */
function areIn(papers, hit, ...phrases) {
  hosted(new Map([["2020/07/22/index.json", new TextEncoder().encode(JSON.stringify({ papers }))]]));
  return new Phrases(phrases.map(([text, field = ""]) => ({ text, field })), BASE, LANGUAGE).areIn(hit);
}

test("words are compared in all their forms, stop words as well", () => {
  assert.equal(sequence("The levels of Herds", LANGUAGE), " the level of herd ");
});

test("a phrase is found in the abstract and may begin in the title", async () => {
  const paper = { id: HIT.id, title: HIT.title, abstract: "We detect them at the level of herds." };
  assert.equal(await areIn([paper], HIT, ["the level of herd"]), true);
  assert.equal(await areIn([paper], HIT, ["zebra we detect"]), true);
  assert.equal(await areIn([paper], HIT, ["level the of"]), false);
});

test("a phrase of words is not found within longer words", async () => {
  assert.equal(await areIn([{ id: HIT.id, title: "", abstract: "bold stripesx" }], HIT, ["old stripes"]), false);
});

test("a phrase with the field of titles has to be in the title", async () => {
  const paper = { id: HIT.id, title: HIT.title, abstract: "Zebra herds." };
  assert.equal(await areIn([paper], HIT, ["zebra herds", "title"]), false);
  assert.equal(await areIn([paper], { ...HIT, title: "Zebra herds" }, ["zebra herds", "title"]), true);
});

test("all phrases are needed", async () => {
  const paper = { id: HIT.id, title: HIT.title, abstract: "A white horse and a black horse." };
  assert.equal(await areIn([paper], HIT, ["white horse"], ["black horse"]), true);
  assert.equal(await areIn([paper], HIT, ["white horse"], ["red horse"]), false);
});

test("of a paper that stands on a day twice, either text counts, and they are no text together", async () => {
  const papers = ["one white", "horse two"].map((abstract) => ({ id: HIT.id, title: "", abstract }));
  assert.equal(await areIn(papers, HIT, ["horse two"]), true);
  assert.equal(await areIn(papers, HIT, ["white horse"]), false);
});

test("other papers of the day do not count", async () => {
  assert.equal(await areIn([{ id: "2007.00002", title: "", abstract: "white horse" }], HIT, ["white horse"]), false);
});

test("a phrase of an author has to be in one name, in any order and spelling", async () => {
  const paper = { id: HIT.id, title: "Jean Serre", abstract: "", authors: ["Jean-Pierre Serre", "Müller, Anna", "Wei Zhang"] };
  const has = (text) => areIn([paper], HIT, [text, "author"]);
  for (const text of ["Serre, Jean-Pierre", "J. Serre", "J.-P. Serre", "anna mueller", "Anna Muller", "A. Müller", "Zhang Wei"])
    assert.equal(await has(text), true, text);
  for (const text of ["Anna Zhang", "J. J. P. Serre", "Jean Serres", "P. Zhang", "Serre Wei"]) assert.equal(await has(text), false, text);
});

test("a phrase of a topic has to be in one topic", async () => {
  const paper = { id: HIT.id, title: "Deep learning", abstract: "", topics: ["Visual SLAM"], keywords: ["lost keys", "sea"], topic: "Robots" };
  assert.equal(await areIn([paper], HIT, ["visual slam", "topic"]), true);
  assert.equal(await areIn([paper], HIT, ["lost key", "topic"]), true);
  assert.equal(await areIn([paper], HIT, ["keys sea", "topic"]), false);
  assert.equal(await areIn([paper], HIT, ["deep learning", "topic"]), false);
});

test("a phrase without a field may be a name or a topic, one with another field may not", async () => {
  const paper = { id: HIT.id, title: "", abstract: "", authors: ["Ann Lee"], keywords: ["lost keys"] };
  assert.equal(await areIn([paper], HIT, ["Lee, Ann"], ["lost keys"]), true);
  assert.equal(await areIn([paper], HIT, ["Ann Lee", "abstract"]), false);
});
