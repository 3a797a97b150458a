import assert from "node:assert/strict";
import { test } from "node:test";

import { ofAuthor, ofPapers, ofYears, toggled } from "../../themes/default/static/search/facets.js";
import { entryOf } from "../../themes/default/static/search/record.js";

test("a clause narrows a query, and again it does not", () => {
  assert.equal(toggled("deep sea", "category:cs.CV"), "deep sea category:cs.CV");
  assert.equal(toggled("deep category:cs.CV sea", "category:cs.CV"), "deep sea");
  assert.equal(toggled("deep category:cs.CV2", "category:cs.CV"), "deep category:cs.CV2 category:cs.CV");
});

test("of years, one counts", () => {
  const [newer, older] = ofYears([[2025, 3], [2026, 4]]);
  assert.deepEqual([newer.text, newer.papers], ["2026", 4]);
  const query = toggled("sea after:2020-05", older.clause);
  assert.equal(query, "sea after:2025 before:2026");
  assert.equal(toggled(query, newer.clause), "sea after:2026 before:2027");
  assert.equal(toggled(query, older.clause), "sea");
});

test("categories and topics are those of the papers, the commonest first", () => {
  const papers = [
    { category: "cs.LG", categories: ["cs.CV", "cs.LG"], topics: ["Visual SLAM (new)"], topic: "" },
    { category: "cs.CV", keywords: ["A sentence that is much too long to be a topic"] },
  ];
  const { categories, topics } = ofPapers(papers);
  assert.deepEqual(categories.map(({ clause }) => clause), ["category:cs.CV", "category:cs.LG"]);
  assert.deepEqual(topics, [{ text: "Visual SLAM (new)", clause: "topic:Visual-SLAM-new" }]);
});

test("a name can be an author's; an operator or a number cannot", () => {
  assert.equal(ofAuthor("Jörg Müller"), 'author:"Jörg Müller"');
  for (const query of ["author:geiger", "resnet 50", '"a b"', "+deep", "x", "a b c d e f"]) assert.equal(ofAuthor(query), "", query);
});

test("a paper is starred with all that the data of its day says", () => {
  const { at, ...entry } = entryOf(
    {
      id: "2007.00001", title: "Seas", abstract: "Deep.", version: "v2", category: "cs.CV", categories: ["cs.LG"], topic: "Water",
      topics: ["Oceans"], keywords: ["deep sea"], authors: ["Ada Wu"], more_authors: true, published: "2020-07-31", precision: "month",
      journal: "Nature", pdf: "https://arxiv.org/pdf/2007.00001", links: ["https://github.com/ada/seas"], source_url: "",
    },
    "2020-08-01",
  );
  assert.ok(at > 0);
  assert.deepEqual(entry, {
    title: "Seas", version: "v2", authors: ["Ada Wu"], others: true, topics: ["Oceans", "deep sea", "Water"],
    categories: ["cs.LG", "cs.CV"], date: "2020-07", journal: "Nature", links: [["https://github.com/ada/seas", "github.com/ada/seas"]],
    day: "2020-08-01",
  });
});

test("a paper that is not arXiv's is starred with its address, its DOI and its PDF", () => {
  const { url, doi, links } = entryOf(
    { id: "doi:10.1/x", title: "Seas", abstract: "", ids: [{ scheme: "doi", value: "10.1/x" }], source_url: "https://doi.org/10.1/x", pdf: "https://x.org/x.pdf" },
    "2020-08-01",
  );
  assert.deepEqual([url, doi, links], ["https://doi.org/10.1/x", "10.1/x", [["https://x.org/x.pdf", "PDF"]]]);
});
