import assert from "node:assert/strict";
import { test } from "node:test";

import { submitted } from "../../themes/default/static/lib/submitted.js";
import { address, label, parted, place } from "../../themes/default/static/search/address.js";

test("an id without a scheme is arXiv's", () => {
  assert.deepEqual(parted("2007.10872"), ["arxiv", "2007.10872"]);
  assert.deepEqual(parted("doi:10.1212/x:y"), ["doi", "10.1212/x:y"]);
});

test("a paper's page is where the site's pattern says, or below its scheme", () => {
  assert.equal(address("/x/", "/x/abs/{id}/", "hep-th/9901001"), "/x/abs/hep-th/9901001/");
  assert.equal(address("/x/", "/x/{yymm}/{number}/", "2007.10872"), "/x/2007/10872/");
  assert.equal(address("/x/", "/x/{yymm}/{number}/", "hep-th/9901001"), "/x/9901/hep-th-9901001/");
  assert.equal(address("/x/", "/x/abs/{id}/", "doi:10.1016/S0140"), "/x/doi/10.1016/s0140/");
});

test("no part of a page's path begins or ends with a dot", () => {
  assert.equal(address("/", "/abs/{id}/", "github:a/.b"), "/github/a/-.b/");
  assert.equal(address("/", "/abs/{id}/", "github:a./b"), "/github/a.-/b/");
});

test("a folded paper has a place on the page of its day", () => {
  assert.equal(place("/x/", "2020-07-22", "2007.10872"), "/x/2020/07/22/#2007.10872");
});

test("an id is shown as people write it", () => {
  assert.equal(label("2007.10872"), "arXiv:2007.10872");
  assert.equal(label("pmid:24994841"), "PMID 24994841");
  assert.equal(label("link:x", "https://www.example.org/y"), "example.org");
});

test("arXiv's ids tell when a paper was submitted, and others do not", () => {
  assert.deepEqual(submitted("2007.10872"), [2020, 7]);
  assert.deepEqual(submitted("hep-th/9901001"), [1999, 1]);
  assert.deepEqual(submitted("doi:2007.10872"), []);
  assert.deepEqual(submitted("2013.10872"), []);
});
