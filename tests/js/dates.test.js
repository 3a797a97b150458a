import assert from "node:assert/strict";
import { test } from "node:test";

import { dated } from "../../themes/default/static/search/dates.js";

const found = (text) => {
  const date = dated(text);
  return date && [date.date, date.next, date.rest];
};

test("months and days are read in the forms in which people write them", () => {
  for (const text of ["2026-08", "2026/08", "August 2026", "aug 2026", "AUG. 2026", "August, 2026"])
    assert.deepEqual(found(text), ["2026-08", "2026-09", ""], text);
  for (const text of ["2026-08-05", "2026/08/05", "5 August 2026", "5th Aug 2026", "August 5, 2026", "aug 5 2026"])
    assert.deepEqual(found(text), ["2026-08-05", "2026-08-06", ""], text);
  assert.deepEqual(found("Sept 2026"), ["2026-09", "2026-10", ""]);
  assert.deepEqual(found("December 2026"), ["2026-12", "2027-01", ""]);
  assert.deepEqual(found("2026-12-31"), ["2026-12-31", "2027-01-01", ""]);
});

test("the words around a date are left", () => {
  assert.deepEqual(found("deep seas August 2026"), ["2026-08", "2026-09", "deep seas"]);
  assert.deepEqual(found("May 2026 deep seas"), ["2026-05", "2026-06", "deep seas"]);
});

test("what is no date is none: a year, an id, a date that there is not, an operator, a phrase", () => {
  for (const text of ["2026", "2007.10", "2026-13", "2026-02-30", "after:2026-08", '"2026-08"', '"August 2026"', "marxist 2026", "august"])
    assert.equal(dated(text), null, text);
});
