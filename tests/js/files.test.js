import assert from "node:assert/strict";
import { test } from "node:test";

import { between, Files, Search } from "../../themes/default/static/search/files.js";
import { BASE, hosted, made } from "./index.js";

const { manifest, files } = made([{ id: "2007.00001", date: "2020-07-22", title: "light", abstract: "of the sea" }]);

test("a file that two searches want is fetched once", async () => {
  const requests = hosted(files);
  const index = new Files(BASE, manifest);
  await Promise.all([index.postings("light", new Search(false)), index.postings("sea", new Search(false))]);
  assert.deepEqual(requests, ["search/t/T/0.bin"]);
});

test("a file that nobody waits for any more is given up, and fetched again when it is wanted", async () => {
  const requests = hosted(files);
  const index = new Files(BASE, manifest);
  const [one, other] = [new Search(false), new Search(false)];
  const given = assert.rejects(index.postings("light", one), { name: "Replaced" });
  index.leave(one);
  await given;
  assert.equal((await index.postings("light", other))?.numbers.length, 1);
  assert.equal(requests.length, 2);
});

test("a file that another search waits for is not given up", async () => {
  hosted(files);
  const index = new Files(BASE, manifest);
  const [one, other] = [new Search(false), new Search(false)];
  const wanted = [index.postings("light", one), index.postings("light", other)];
  index.leave(one);
  assert.equal((await Promise.all(wanted)).length, 2);
});

test("a search is refused more than 60 files, unless it is thorough", () => {
  assert.throws(() => new Search(false).count(61), { name: "TooMuch", files: 61 });
  const search = new Search(false);
  search.count(60);
  assert.throws(() => search.count(1), { name: "TooMuch", files: 61 });
  new Search(true).count(61);
});

test("a beginning is looked for in all files that may have its terms", () => {
  const parts = ["a", "da", "db", "e"].map((first, n) => ({ first, path: String(n) }));
  const paths = (start) => between(parts, start).map(({ path }) => path);
  assert.deepEqual(paths("d"), ["0", "1", "2"]);
  assert.deepEqual(paths("dbx"), ["2"]);
  assert.deepEqual(paths("0"), []);
  assert.deepEqual(paths("z"), ["3"]);
});
