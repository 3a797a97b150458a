import assert from "node:assert/strict";
import { test } from "node:test";

import { like, near } from "../../themes/default/static/search/fuzzy.js";

test("one edit is a letter more, less or other, or two that change places", () => {
  const isNear = near("light", 1);
  for (const term of ["light", "lights", "ligh", "right", "lihgt", "flight"]) assert.ok(isNear(term), term);
  for (const term of ["", "lig", "tight-", "flights", "thgil", "darkness"]) assert.ok(!isNear(term), term);
});

test("edits add up", () => {
  assert.ok(near("light", 2)("flights"));
  assert.ok(!near("light", 2)("nightly-"));
  assert.ok(near("light", 3)("li"));
});

test("a star stands for any letters, also for none, and may stand beside edits", () => {
  assert.ok(like("*")(""));
  assert.ok(like("s*n")("segmentation"));
  assert.ok(like("*ment*")("segment"));
  assert.ok(!like("s*n")("segment"));
  assert.ok(!like("ab*ba")("aba"));
});

test("a pattern of many stars is not tried in all ways", () => {
  assert.ok(!like(`${"a*".repeat(40)}b`)("a".repeat(2_000)));
});
