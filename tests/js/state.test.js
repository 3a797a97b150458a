// The reader's state, as it may be found: damaged, of another version, in a storage that is full or forbidden.

import assert from "node:assert/strict";
import { test } from "node:test";

const MODULE = new URL("../../themes/default/static/reading/state.js", import.meta.url);
const NAME = `sitegen ${new URL("../../themes/", import.meta.url).pathname}`;
const ASIDE = `${NAME} unread`;
const STAR = { title: "Zebras", day: "2020-07-22", at: 7 };
const STARRED = { "2007.00001": STAR };
const WHOLE = { version: 2, read: { "2007.00002": 1 }, starred: STARRED, watch: ["sea"], mute: ["ice"], places: { "/": "x" }, settings: { keys: false } };

let opened = 0;
/** @type {Record<string, ((event: object) => void)[]>} */
let listeners = {};

/**
 * Open a page, with what is stored under the name of the site.
 * @param {string | undefined} text
 * @returns {Promise<[typeof import("../../themes/default/static/reading/state.js"), Map<string, string>, { full: boolean, forbidden: boolean }]>}
 */
async function page(text, kept = new Map()) {
  if (text !== undefined) kept.set(NAME, text);
  const storage = { full: false, forbidden: false };
  const allowed = () => {
    if (storage.forbidden) throw new Error("forbidden");
  };
  globalThis.localStorage = {
    getItem: (name) => (allowed(), kept.get(name) ?? null),
    setItem(name, value) {
      allowed();
      if (storage.full) throw new Error("full");
      kept.set(name, value);
    },
    removeItem: (name) => (allowed(), kept.delete(name)),
  };
  listeners = {};
  globalThis.addEventListener = (name, listener) => (listeners[name] ??= []).push(listener);
  return [await import(`${MODULE}?${(opened += 1)}`), kept, storage];
}

const stored = (kept) => JSON.parse(kept.get(NAME));

test("what was stored is there, in full", async () => {
  const [{ current, unread }] = await page(JSON.stringify(WHOLE));
  assert.deepEqual(current(), { ...WHOLE, visit: undefined });
  assert.equal(unread(), "");
});

test("version 1 is migrated, and what nobody knows is preserved", async () => {
  const old = { ...WHOLE, version: 1, other: [1], settings: { expanded: true, hidden: true, another: { a: 1 } } };
  const [{ current, update, unread }, kept] = await page(JSON.stringify(old));
  assert.deepEqual(current().settings, { hidden: true, another: { a: 1 }, density: "full" });
  update(({ read }) => (read["2007.00003"] = 1));
  assert.deepEqual([stored(kept).version, stored(kept).other], [2, [1]]);
  assert.equal(unread(), "");
});

/** What is damaged, and what cannot be read of it. */
const DAMAGED = {
  "not JSON": "{",
  "cut in the middle": JSON.stringify(WHOLE).slice(0, 80),
  "nothing": "",
  "null": "null",
  "a number": "7",
  "a text": '"version"',
  "a list": '[{"version": 2}]',
  "no version": '{"starred": {}}',
  "a version as text": '{"version": "2", "starred": {}}',
  "a later version": JSON.stringify({ ...WHOLE, version: 3, starred: [STAR] }),
  "a huge version": '{"version": 1e999}',
  "half a character": '"\\ud800',
};
/** What is damaged within, by key: all else is read. */
const WITHIN = {
  "a text as read": { read: "2007.00002" },
  "a list as read": { read: ["2007.00002"] },
  "a number as read": { read: 1e300 },
  "a list as starred": { starred: [STAR] },
  "null as starred": { starred: null },
  "a text as watch": { watch: "sea" },
  "an object as watch": { watch: { 0: "sea", length: 1 } },
  "numbers in watch": { watch: ["sea", 1, null] },
  "true as mute": { mute: true },
  "a list as visit": { visit: ["2020-07-22"] },
  "a visit without times": { visit: { day: 20200722, since: null, at: "1" } },
  "numbers as places": { places: { "/": 7, "/a/": "2007.00001" } },
  "a list as settings": { settings: ["keys"] },
  "a text as settings": { settings: "keys" },
  "a number as folded": { settings: { folded: 7 } },
  "an object as folded": { settings: { folded: { 0: "cs.CV" } } },
  "a list as density": { settings: { density: ["titles"] } },
  "a scheme of nobody": { settings: { scheme: "<b>" } },
  "a text as map": { settings: { map: "abc" } },
  "long and wrong keys": { settings: { map: { down: "long", up: 3, open: "q" } } },
  "an order that all objects have": { settings: { order: "constructor" } },
  "flags as texts": { settings: { keys: "false", pane: 0, hidden: "no" } },
};

for (const [name, text] of Object.entries(DAMAGED)) {
  test(`a state that is ${name} is left alone until something changes, and kept beside then`, async () => {
    const [{ current, update, isStrange, unread, discardUnread }, kept] = await page(text);
    const { version, ...empty } = current();
    assert.deepEqual([version, empty], [2, { read: {}, starred: {}, watch: [], mute: [], visit: undefined, places: {}, settings: {} }]);
    assert.equal(kept.get(NAME), text);
    assert.ok(isStrange());
    assert.equal(unread(), text);
    update(({ read }) => (read["2007.00009"] = 1));
    assert.deepEqual(stored(kept).read, { "2007.00009": 1 });
    assert.equal(kept.get(ASIDE) ?? "", text);
    assert.equal(unread(), text);
    update(({ read }) => delete read["2007.00009"]);
    assert.equal(kept.get(ASIDE) ?? "", text);
    discardUnread();
    assert.deepEqual([unread(), [...kept.keys()]], ["", [NAME]]);
  });
}

for (const [name, damage] of Object.entries(WITHIN)) {
  test(`with ${name}, everything else is read, and the damaged state is kept beside when it is replaced`, async () => {
    const text = JSON.stringify({ ...WHOLE, ...damage });
    const [{ current, update, unread }, kept] = await page(text);
    const { read, starred, watch, mute, places, settings } = current();
    for (const [part, value] of Object.entries(WHOLE)) if (!(part in damage)) assert.deepEqual(current()[part], value, part);
    for (const part of [read, starred, places, settings]) assert.equal(Object.prototype.toString.call(part), "[object Object]");
    for (const words of [watch, mute, settings.folded ?? []]) assert.ok(words.every((word) => typeof word === "string"));
    for (const key of Object.values(settings.map ?? {})) assert.equal([...key].length, 1);
    assert.equal(kept.get(NAME), text);
    update((state) => (state.read["2007.00009"] = 1));
    assert.equal(kept.get(ASIDE), text);
    assert.equal(unread(), text);
    const [again] = await page(kept.get(NAME));
    assert.deepEqual([again.current().read["2007.00009"], again.unread()], [1, ""]);
  });
}

test("keys that all objects have are keys like others", async () => {
  const text = '{"version": 2, "__proto__": {"read": {"x": 1}}, "read": {"__proto__": 1}, "starred": {"constructor": 1}, "settings": {"__proto__": {"keys": false}}}';
  const [{ current, update }, kept] = await page(text);
  assert.equal(current().settings.keys, undefined);
  assert.equal("x" in current().read, false);
  update(({ read }) => (read["2007.00009"] = 1));
  assert.deepEqual(Object.keys(stored(kept).read), ["__proto__", "2007.00009"]);
  assert.equal({}.keys, undefined);
});

test("half a character is kept as it is", async () => {
  const [{ update }, kept] = await page(JSON.stringify({ ...WHOLE, watch: ["\ud800"] }));
  update(({ read }) => (read["2007.00009"] = 1));
  assert.deepEqual(stored(kept).watch, ["\ud800"]);
  assert.equal(kept.has(ASIDE), false);
});

test("what cannot be read is not replaced when there is no room to keep it", async () => {
  const [{ update, failure, current }, kept, storage] = await page("{");
  storage.full = true;
  update(({ read }) => (read["2007.00009"] = 1));
  assert.deepEqual([kept.get(NAME), failure(), current().read], ["{", "full", { "2007.00009": 1 }]);
});

test("what cannot be stored is stored as soon as that is possible, with what other tabs did meanwhile", async () => {
  const [{ update, failure, current }, kept, storage] = await page(JSON.stringify(WHOLE));
  storage.full = true;
  update(({ starred }) => (starred["2007.00009"] = STAR));
  assert.equal(failure(), "full");
  const other = JSON.stringify({ ...WHOLE, watch: ["lake"] });
  kept.set(NAME, other);
  for (const listener of listeners.storage) listener({ key: NAME, newValue: other });
  assert.deepEqual([Object.keys(current().starred), current().watch], [["2007.00001", "2007.00009"], ["lake"]]);
  storage.full = false;
  update(({ mute }) => mute.push("fog"));
  assert.equal(failure(), "");
  const { starred, watch, mute } = stored(kept);
  assert.deepEqual([Object.keys(starred), watch, mute], [["2007.00001", "2007.00009"], ["lake"], ["ice", "fog"]]);
});

test("a storage that is forbidden leaves all as it is until the page is left", async () => {
  const [{ update, failure, current, unread, isStrange }, , storage] = await page(JSON.stringify(WHOLE));
  storage.forbidden = true;
  update(({ read }) => (read["2007.00009"] = 1));
  update(({ read }) => (read["2007.00010"] = 1));
  assert.equal(failure(), "forbidden");
  assert.deepEqual(Object.keys(current().read), ["2007.00002", "2007.00009", "2007.00010"]);
  assert.deepEqual([unread(), isStrange()], ["", false]);
});

test("a page that one comes back to has what happened meanwhile", async () => {
  const [{ current, follow }, kept] = await page(JSON.stringify(WHOLE));
  let told = 0;
  follow(() => (told += 1));
  kept.set(NAME, JSON.stringify({ ...WHOLE, read: { "2007.00005": 1 } }));
  for (const listener of listeners.pageshow) listener({ persisted: true });
  assert.deepEqual([current().read, told], [{ "2007.00005": 1 }, 1]);
});

test("a tab of a later version does not take what this one shows, and what it stored is kept beside", async () => {
  const [{ current, update }, kept] = await page(JSON.stringify(WHOLE));
  const later = JSON.stringify({ ...WHOLE, version: 3 });
  kept.set(NAME, later);
  for (const listener of listeners.storage) listener({ key: NAME, newValue: later });
  assert.deepEqual(current().starred, STARRED);
  update(({ read }) => (read["2007.00009"] = 1));
  assert.deepEqual([stored(kept).version, kept.get(ASIDE)], [2, later]);
});

test("what another tab deleted is gone", async () => {
  const [{ current }, kept] = await page(JSON.stringify(WHOLE));
  kept.clear();
  for (const listener of listeners.storage) listener({ key: null, newValue: null });
  assert.deepEqual(current().starred, {});
});
