import assert from "node:assert/strict";
import { test } from "node:test";

import { fold, split, stem } from "../../themes/default/static/search/words.js";

test("words lose capitals, accents and compatibility forms", () => {
  assert.equal(fold("Schrödinger"), "schrodinger");
  assert.equal(fold("ŁOJASIEWICZ"), "lojasiewicz");
  assert.equal(fold("ﬁeld"), "field");
});

test("punctuation and the possessive are no part of a word", () => {
  assert.deepEqual(split("(gan),"), ["gan"]);
  assert.deepEqual(split("it’s"), ["it"]);
  assert.deepEqual(split("a/b"), ["a", "b"]);
  assert.deepEqual(split("..."), []);
});

test("numbers, categories and old ids stay whole", () => {
  for (const token of ["3.5", "2007.10872", "cs.cv", "hep-th/9901001".split("-")[1]])
    assert.deepEqual(split(token), [token]);
});

test("a script without blanks is cut into pairs of characters", () => {
  assert.deepEqual(split("物体検出とcnn"), ["物体", "体検", "検出", "出と", "cnn"]);
  assert.deepEqual(split("人々の"), ["人々", "々の"]);
});

test("forms of a word have one stem, that of lunr.js", () => {
  assert.deepEqual(["segmentation", "segmented", "segments"].map(stem), ["segment", "segment", "segment"]);
  assert.deepEqual(["survey", "key", "arrays", "delays"].map(stem), ["survey", "key", "array", "delay"]);
  assert.deepEqual(["relational", "hopping", "agreed", "yes", "of"].map(stem), ["relat", "hop", "agre", "ye", "of"]);
});
