import assert from "node:assert/strict";
import { test } from "node:test";

import { excerpt, marksOf } from "../../themes/default/static/search/excerpt.js";

const ENGLISH = { stems: true, stop_words: [] };
const FILL = "Nothing is said here of what one looks for, at some length. ".repeat(12);
const shown = (texts, ...terms) => {
  const { text, marks } = excerpt(texts, new Set(terms), ENGLISH);
  return { text, marked: marks.map(([from, to]) => text.slice(from, to)) };
};

test("words are marked in all forms that the search finds them in", () => {
  const text = "Detectors detect; co-detection of Schrödinger's cats.";
  const marked = marksOf(text, new Set(["detect", "schroding"]), ENGLISH).map(([from, to]) => text.slice(from, to));
  assert.deepEqual(marked, ["detect", "detection", "Schrödinger's"]);
});

test("the part with most of the terms is shown, with a mark near its beginning", () => {
  const { text, marked } = shown([`Seas. ${FILL}We map the deep seas. ${FILL}`], "deep", "sea");
  assert.ok(text.startsWith("… We map the deep seas."), text);
  assert.deepEqual(marked, ["deep", "seas"]);
  assert.ok(text.endsWith(" …") && text.length < 330);
});

test("where a sentence begins too far away, a word is where it begins", () => {
  const { text } = shown([`${"word ".repeat(40)}zebra ${"word ".repeat(99)}`], "zebra");
  assert.match(text, /^… (?:word ){5,8}zebra /);
});

test("of several texts, the one with most of the terms is taken, and the first without any", () => {
  assert.equal(shown(["An abstract.", "A summary of zebras."], "zebra").text, "A summary of zebras.");
  assert.deepEqual(shown(["An abstract.", "A summary."], "zebra"), { text: "An abstract.", marked: [] });
  assert.deepEqual(shown([], "zebra"), { text: "", marked: [] });
});

test("text without blanks is cut as well", () => {
  const { text, marked } = shown(["我们".repeat(300) + "遥感影像"], "遥感");
  assert.ok(text.length < 340);
  assert.equal(marked.length, 1);
});
