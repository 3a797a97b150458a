// What a reader keeps, as other versions, other tabs and other people may have written it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { count } from "../../themes/default/static/lib/plural.js";
import { brought, byline, entries, entry, merge } from "../../themes/default/static/reading/entries.js";
import { plain, query } from "../../themes/default/static/reading/filter.js";
import { FORMATS } from "../../themes/default/static/reading/formats.js";
import { likeness, vectors } from "../../themes/default/static/reading/likeness.js";
import { notes } from "../../themes/default/static/reading/obsidian.js";
import { fragment, listed } from "../../themes/default/static/reading/share.js";
import { zip } from "../../themes/default/static/reading/zip.js";

const STAR = { title: "Zebras", day: "2020-07-22", at: 7 };

test("one thing is written without an s", () => {
  assert.deepEqual([0, 1, 1234].map((number) => count(number, "paper")), ["0 papers", "1 paper", "1,234 papers"]);
});

test("of an entry, what is not as it has to be is left out", () => {
  const damaged = { version: "2", authors: ["A B", 3, " "], others: "yes", date: 2020, doi: "x", url: "javascript:x", more: 1 };
  assert.deepEqual(entry("2007.10872", { ...STAR, ...damaged }), { ...STAR, authors: ["A B"] });
});

test("an entry keeps authors, topics, categories and links, and what an earlier version kept is an entry still", () => {
  const links = [["https://github.com/a/b", "Code"], ["javascript:x", "Bad"], ["https://a.org/", ""], "https://b.org/"];
  const more = { authors: ["A B"], others: true, topics: ["SLAM", 1, "\n"], categories: ["cs.CV"], date: "2020-07", links };
  const wanted = { ...STAR, ...more, topics: ["SLAM"], links: links.slice(0, 1) };
  assert.deepEqual(entry("2007.10872", { ...STAR, ...more }), wanted);
  assert.deepEqual(entry("2007.10872", STAR), STAR);
});

test("a byline names three authors, and says how many there are beside", () => {
  const named = (authors, others) => byline({ ...STAR, authors, others });
  assert.equal(byline(STAR), "");
  assert.equal(named(["A", "B", "C", "D"]), "A, B, C, D");
  assert.equal(named(["A", "B", "C", "D", "E"]), "A, B, C and 2 more");
  assert.equal(named(["A, X", "B"], true), "A, X; B et al.");
  assert.equal(named(["A", "B", "C", "D", "E"], true), "A, B, C et al.");
});

test("without an id, a title, a day or a time there is no entry", () => {
  assert.equal(entry("../../x", STAR), null);
  assert.equal(entry("nosuch:x", STAR), null);
  for (const change of [{ title: " \n" }, { day: "2020-02-30" }, { at: -1 }, { at: "7" }])
    assert.equal(entry("2007.10872", { ...STAR, ...change }), null);
});

test("of a paper with two stars, the older counts", () => {
  const mine = { "2007.00001": { ...STAR } };
  assert.equal(merge(mine, { "2007.00001": { ...STAR, at: 3 }, "2007.00002": STAR }), 1);
  assert.deepEqual([mine["2007.00001"].at, Object.keys(mine).length], [3, 2]);
});

test("tags are lines without commas, each once, and a note keeps its lines", () => {
  const found = entry("2007.00001", { ...STAR, tags: ["#nerf", "to read, nerf", 3, " ", "a\nb"], note: " One\r\ntwo\u2028three\u0007 " });
  assert.deepEqual([found.tags, found.note], [["nerf", "to read", "a b"], "One\ntwo\nthree"]);
  for (const change of [{ tags: "nerf", note: 1 }, { tags: [" "], note: " \n" }, { tags: {}, note: null }])
    assert.deepEqual(entry("2007.00001", { ...STAR, ...change }), STAR);
});

test("of a paper with two notes, both are kept once, and the tags of both", () => {
  const merged = (own, their) => {
    const mine = { "2007.00001": { ...STAR, ...own } };
    merge(mine, { "2007.00001": { ...STAR, ...their } });
    const again = structuredClone(mine);
    merge(mine, { "2007.00001": { ...STAR, ...their } });
    assert.deepEqual(mine, again);
    const { tags, note } = mine["2007.00001"];
    return [tags, note];
  };
  assert.deepEqual(merged({ tags: ["a"], note: "Mine" }, { tags: ["b", "a"], note: "Theirs" }), [["a", "b"], "Mine\n\nTheirs"]);
  assert.deepEqual(merged({}, { tags: ["b"], note: "Theirs" }), [["b"], "Theirs"]);
  assert.deepEqual(merged({ note: "Mine, and more" }, { note: "Mine" }), [undefined, "Mine, and more"]);
  assert.deepEqual(merged({}, {}), [undefined, undefined]);
});

test("a file is taken if it is one that the page gave away, and only what can be taken of it", () => {
  const settings = { expanded: true, hidden: "yes", keys: false, order: "title", map: { down: "n", up: "long" }, other: 1 };
  const stars = { "2007.00001": STAR, x: STAR };
  const file = { version: 1, starred: stars, read: { "2007.00002": 1, "..": 1 }, watch: ["sea", 1], settings };
  const { starred, left, ...more } = brought(JSON.stringify(file));
  assert.deepEqual([Object.keys(starred), left], [["2007.00001"], 1]);
  assert.deepEqual(more, {
    read: ["2007.00002"],
    watch: ["sea"],
    mute: [],
    settings: { density: "full", keys: false, order: "title", map: { down: "n" } },
  });
  for (const text of ["{", "[]", "{}", '{"version": 3, "starred": {}}']) assert.throws(() => brought(text), Error, text);
});

test("a link has the whole list, and says how much of it cannot be read", async () => {
  const own = { tags: ["nerf"], note: "Mine" };
  const hash = await fragment([["2007.00001", { ...STAR, ...own, authors: ["A B"], topics: ["SLAM"], links: [["https://a.org/x", "Code"]] }], ["doi:10.1/x", STAR]], false);
  const found = await listed(hash);
  assert.deepEqual(Object.keys(found.starred), ["2007.00001", "doi:10.1/x"]);
  const { authors, topics, links, ...others } = found.starred["2007.00001"];
  assert.deepEqual([authors, topics, links], [["A B"], ["SLAM"], [["https://a.org/x", "Code"]]]);
  assert.deepEqual(Object.keys(others), ["title", "day", "at"]);
  assert.equal(found.left, 0);
  assert.equal(await listed("#2007.00001"), null);
  await assert.rejects(listed("#list=AAAA"));
});

test("a link has tags and notes if the reader wants that", async () => {
  const found = await listed(await fragment([["2007.00001", { ...STAR, tags: ["nerf"], note: "Mine" }]], true));
  const { tags, note } = found.starred["2007.00001"];
  assert.deepEqual([tags, note], [["nerf"], "Mine"]);
});

test("a list that inflates without end is not read to its end", async () => {
  const long = new Blob([" ".repeat(5_000_000)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const data = Buffer.from(await new Response(long).arrayBuffer()).toString("base64url");
  await assert.rejects(listed(`#list=${data}`), /too long/);
});

test("all entries of a list are looked at", () => {
  assert.deepEqual(entries([["2007.00001", STAR], ["2007.00002", null]]), { starred: { "2007.00001": STAR }, left: 1 });
});

test("citations are safe from what a title or a name may hold", () => {
  const pairs = [["2007.10872", { ...STAR, title: "50% & {more", authors: ["The Sea Team", "Ann Lee", "Lee, Bo"] }]];
  const bibtex = FORMATS.BibTeX.write(pairs);
  assert.match(bibtex, /title {9}= \{\{50\\% \\& \\textbraceleft\{\}more\}\}/);
  assert.match(bibtex, /author {8}= \{\{The Sea Team\} and Ann Lee and Lee, Bo\}/);
  assert.match(FORMATS.RIS.write(pairs), /^AU {2}- Lee, Ann$/m);
  assert.deepEqual(JSON.parse(FORMATS["CSL-JSON"].write(pairs))[0].issued, { "date-parts": [[2020, 7]] });
  assert.equal(FORMATS.Markdown.write(pairs), "* [50% \\& \\{more](https://arxiv.org/abs/2007.10872), 2020-07-22\n");
});

const OWN = ["2007.10872", { ...STAR, title: "On: seas", authors: ["Ann Lee"], tags: ["to read", "50%"], note: "First {line}\nsecond" }];

test("citations and lists have tags and notes behind", () => {
  const written = (name) => FORMATS[name].write([OWN], () => true);
  assert.match(written("BibTeX"), /keywords {6}= \{to read, 50\\%\},\n {2}annote {8}= \{First \\\{line\\\}\nsecond\},\n\}/);
  assert.match(written("RIS"), /^KW {2}- to read\nKW {2}- 50%\nN1 {2}- First \{line\} second\nER/m);
  const [{ keyword, note }] = JSON.parse(written("CSL-JSON"));
  assert.deepEqual([keyword, note], ["to read, 50%", "First {line}\nsecond"]);
  const list = "* [On: seas](https://arxiv.org/abs/2007.10872), 2020-07-22 #to-read #50\n\n  First {line}\n  second\n";
  assert.equal(written("Markdown"), list);
});

test("a table has a row for each paper, quotes what has to be, and no cell is a formula", () => {
  const formula = ["2007.00001", { ...STAR, title: '=HYPERLINK("x")' }];
  const rows = FORMATS.CSV.write([OWN, formula], (id) => id === "2007.10872").slice(1).split("\r\n");
  assert.equal(rows[0], "id,title,authors,date,journal,doi,url,day,starred,read,categories,topics,tags,note");
  const url = "https://arxiv.org/abs/2007.10872";
  const wanted = `2007.10872,On: seas,Ann Lee,2020-07,,10.48550/arXiv.2007.10872,${url},2020-07-22,1970-01-01,yes,,,to read; 50%,"First {line}\nsecond"`;
  assert.equal(rows[1], wanted);
  assert.ok(rows[2].startsWith(`2007.00001,"'=HYPERLINK(""x"")",`));
  assert.deepEqual(rows.slice(3), [""]);
});

test("a note has a name that every system takes, and front matter", () => {
  const [[name, text]] = notes([OWN], () => false);
  assert.equal(name, "2007.10872 On seas.md");
  const front = [
    'title: "On: seas"', 'aliases: ["On: seas"]', 'authors: ["Ann Lee"]', 'id: "arXiv:2007.10872"',
    'url: "https://arxiv.org/abs/2007.10872"', 'doi: "10.48550/arXiv.2007.10872"', 'published: "2020-07"',
    'day: "2020-07-22"', 'starred: "1970-01-01"', "read: false", 'tags: ["to-read","50"]',
  ];
  assert.equal(text, `---\n${front.join("\n")}\n---\n\n# On: seas\n\n<https://arxiv.org/abs/2007.10872>\n\nFirst {line}\nsecond\n`);
  const long = notes([["doi:10.1/x", { ...STAR, title: "/".repeat(9) + "a".repeat(200) }]], () => false)[0][0];
  assert.equal(long, `doi-10.1-x ${"a".repeat(80)}.md`);
});

test("an archive of the same files is the same, and empty ones are archives", async () => {
  const bytes = async (files) => Buffer.from(await zip(files).arrayBuffer());
  const files = [["a.md", "Sea"], ["é.md", ""]];
  assert.deepEqual(await bytes(files), await bytes(files));
  assert.equal((await bytes([])).length, 22);
});

test("names are divided as in the citations of the site, and nothing is said of authors that are all named", () => {
  const cases = Object.entries(JSON.parse(readFileSync(new URL("../cases/names.json", import.meta.url), "utf8")));
  const authors = cases.map(([name]) => name);
  const [item] = JSON.parse(FORMATS["CSL-JSON"].write([["2007.10872", { ...STAR, authors: ["A", ...authors] }]]));
  const wanted = cases.map(([name, parts]) => {
    if (!parts) return { literal: name };
    const [family, given, suffix] = parts;
    return { family, given, ...(suffix && { suffix }) };
  });
  assert.deepEqual(item.author.slice(1), wanted);
  assert.equal(item.note, undefined);
});

test("a list of authors that is not complete says so in each format", () => {
  const pairs = [["2007.10872", { ...STAR, authors: ["Ann Lee"], others: true }]];
  assert.match(FORMATS.BibTeX.write(pairs), /\{Ann Lee and others\}/);
  assert.match(FORMATS.RIS.write(pairs), /^N1 {2}- The digest names only the first authors\.$/m);
  assert.equal(JSON.parse(FORMATS["CSL-JSON"].write(pairs))[0].note, "The digest names only the first authors.");
});

test("a filter compares letters without case and accents, and keeps their places", () => {
  assert.equal(plain("Schrödinger ﬁeld"), "schrodinger ﬁeld");
  assert.deepEqual(query("  Schrödinger  SEA ").marked, ["schrodinger", "sea"]);
});

test("a filter has words, words that must not be there, and phrases", () => {
  const { fits, marked } = query('sea -ice "deep  water');
  assert.deepEqual(marked, ["sea", "deep water"]);
  assert.deepEqual(["deep water of the sea", "water deep sea", "sea ice, deep water"].map(fits), [true, false, false]);
});

test("the words of a day are read with their weights, and what is damaged is left out", () => {
  const data = { terms: ["sea", 7, "light"], papers: { a: [[0, 2], [255, 1]], b: [[1, 9], [3, 3]], c: [[0], [256]], d: null } };
  assert.deepEqual(vectors(data), new Map([["a", new Map([["sea", 255], ["light", 1]])]]));
  assert.deepEqual(vectors(data, ["b"]), new Map());
  assert.throws(() => vectors({ terms: {}, papers: {} }), /cannot be read/);
});

test("a starred paper is compared with the other stars, and words that both have are named, the strongest first", () => {
  const sea = new Map([["sea", 3], ["light", 4]]);
  const both = new Map([["light", 1], ["sea", 1]]);
  const found = likeness(new Map([["a", sea]]), new Map([["a", sea], ["b", both], ["c", new Map([["ice", 1]])]]));
  assert.deepEqual([...found.keys()], ["b"]);
  assert.deepEqual(found.get("b"), { score: 7 / Math.sqrt(25 * 2), stems: ["light", "sea"] });
});
