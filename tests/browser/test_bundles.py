"""Bundles as a browser runs them: what modules say to one another is what it was before they were one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import build, opened, served
from tests.conftest import digest, write_site

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

THEME = r"""
-- sitegen.toml --
theme.name = "mine"
-- themes/mine/theme.toml --
-- themes/mine/templates/404.html --
<!doctype html><title>x</title><link rel="icon" href="data:,">
<script type="module" src="{{ "deep/er/page.js" | asset }}"></script>
-- themes/mine/static/deep/er/page.js --
import first, { second as other, type } from "../../lib/values.js";
import * as values from "../../lib/values.js";
import { address, again } from "../addresses.js";
import "../../lib/last.js";
import { texts } from "./texts.js";
const open = () => "of the page";
const { ask } = await import("../../lib/later.js");
document.documentElement.dataset.told = JSON.stringify({
  first: first(), other, type, values: Object.keys(values).sort(), again, texts, open: open(),
  address: address.replace(/.*assets\/\w+/, ""), asked: ask(), order: globalThis.order,
});
-- themes/mine/static/lib/values.js --
(globalThis.order ??= []).push("values");
const hidden = await Promise.resolve("waited for");
const first = () => hidden;
export { first as default };
export const second = ((a) => a / 2)(8) / 2, type = typeof open; // that of the window, whatever a page calls its own
-- themes/mine/static/deep/addresses.js --
globalThis.order.push("addresses");
export { second as again } from "../lib/values.js";
export const address = new URL("../icon.svg", import.meta.url).href;
-- themes/mine/static/lib/last.js --
const hidden = "not that of another module";
globalThis.order.push("last")
-- themes/mine/static/lib/later.js --
import { second } from "./values.js";
export function ask() { return `later ${second}`; }
-- themes/mine/static/deep/er/texts.js --
/** @typedef {import("./nowhere.js").Nothing} Nothing */
const [quote, n] = [/['"`/]/g, 6];
export const texts = [
  `import { a } from "./a.js"; ${`a  // ${"`"} b`}  c`, // import "./b.js"
  "a'b`c".replace(quote, "$1/"),
  n / 2 / 3,
];
"""


def test_modules_of_a_bundle_mean_what_they_mean_as_files(browser: Browser, tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/a.md --\n" + digest("2020-07-22", "2007.00001") + THEME)
    output = build(tmp_path, tmp_path / "out")
    assert not list(output.rglob("values.js"))
    with served(output) as address, opened(browser, address, "404.html") as page:
        page.locator("html[data-told]").wait_for(state="attached")
        told = page.evaluate("JSON.parse(document.documentElement.dataset.told)")
    assert told == {
        "first": "waited for",
        "other": 2,
        "type": "function",
        "values": ["default", "second", "type"],
        "again": 2,
        "texts": ['import { a } from "./a.js"; a  // ` b  c', "a$1/b$1/c", 1],
        "open": "of the page",
        "address": "/icon.svg",
        "asked": "later 2",
        "order": ["values", "addresses", "last", "values"],
    }
