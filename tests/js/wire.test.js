import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { test } from "node:test";

import { inflated, measures, occurrences, postings, shard, vocabulary } from "../../themes/default/static/search/wire.js";
import { leb128, written } from "./index.js";

const FIELDS = ["title", "abstract", "id", "category"];
const bytes = (...parts) => new Uint8Array(parts.flat());

test("a term lacks what it shares with the one before it", () => {
  const data = bytes(written("light"), leb128(5), leb128(2), 105, 110, leb128(0), leb128(2), 115, 195);
  assert.deepEqual([...vocabulary(data)].slice(0, 2), ["light", "lightin"]);
});

test("a shard says of each term where its posting list is", () => {
  const data = bytes(leb128(2), written("a"), leb128(1), leb128(2), written("b"), leb128(1), leb128(3), [9, 9], [8, 8, 8]);
  const terms = shard(data);
  assert.deepEqual([...terms.keys()], ["a", "b"]);
  assert.deepEqual([...terms.values()].map(({ start }) => data[start]), [9, 8]);
});

test("a posting list has the documents, how often each field holds the term, and how many documents hold it there", () => {
  const data = bytes(leb128(3), leb128(296), (1 << 4) | 2, 1);
  const list = postings({ data, start: 0, documents: 2 }, FIELDS);
  assert.deepEqual([...list.numbers], [3, 300]);
  assert.deepEqual([0, 1].map((n) => [0, 1, 2, 3].map((field) => occurrences(list, n, field))), [[1, 2, 0, 0], [0, 1, 0, 0]]);
  assert.deepEqual(list.holders, [1, 2, 0, 0]);
});

test("counts that a byte does not hold follow it", () => {
  const list = postings({ data: bytes(leb128(0), 0, [7, 200, 1, 0, 0]), start: 0, documents: 1 }, FIELDS);
  assert.deepEqual([0, 1, 2, 3].map((field) => occurrences(list, 0, field)), [7, 200, 0, 0]);
});

test("a byte with three titles is that of an author or of topics", () => {
  const names = [...FIELDS, "author", "topic"];
  const found = [0, 1, 2, 3].map((n) => {
    const list = postings({ data: bytes(leb128(0), (n << 6) | (3 << 4) | 5), start: 0, documents: 1 }, names);
    return names.map((_, field) => occurrences(list, 0, field));
  });
  assert.deepEqual(found, [[0, 5, 0, 0, 1, 0], [0, 5, 0, 0, 0, 1], [1, 5, 0, 0, 0, 1], [0, 5, 0, 0, 0, 2]]);
  const large = postings({ data: bytes(leb128(0), 0, [7, 20, 1, 0, 3, 4]), start: 0, documents: 1 }, names);
  assert.deepEqual(names.map((_, field) => occurrences(large, 0, field)), [7, 20, 1, 0, 3, 4]);
});

test("lengths are written less those of the document before on the same day", () => {
  const day = 737628; // Python's ordinal of 2020-07-22
  const data = bytes(leb128(2), leb128(day), leb128(2), leb128(1), leb128(1), [3, 0, 2], [10, 5, 7], [1, 1, 1], [2, 2, 2]);
  const { days, columns } = measures(data, 3, 4);
  assert.deepEqual(days, [
    { date: "2020-07-22", start: 0, end: 2 },
    { date: "2020-07-23", start: 2, end: 3 },
  ]);
  assert.deepEqual(columns.map((column) => [...column]), [[3, 3, 2], [10, 15, 7], [1, 1, 1], [2, 2, 2]]);
});

test("a file is inflated, unless the host has done so", async () => {
  const data = bytes([1, 2, 3]);
  assert.deepEqual(await inflated(new Response(data)), data);
  assert.deepEqual(await inflated(new Response(gzipSync(data))), data);
  await assert.rejects(inflated(new Response("", { status: 503 })), /503/);
});
