"""Names in content that no disk or host can hold: the rest is published, and what is wrong has its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import digest, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.output.sink import MemorySink
from sitegen.problems import Refusal
from sitegen.urls.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Built

NAMES = ("con", "Aux", "nul.x", "x" * 250, f"{'a' * 99}.{'b' * 20}")
GOOD = f"-- content/2020-07-21.md --\n{digest('2020-07-21', '2007.00009', category='cs.CV')}\n"
NAMELESS = digest("2020-07-22", "2007.00001", category="")
PLACES = {
    "front matter": f"-- content/2020-07-22.md --\n---\ncategory: {{0}}\n---\n{NAMELESS}",
    "topic": "-- content/2020-07-22.md --\n# 2020-07-22\n\n"
    "## {0}\n\n- [A title of something](https://arxiv.org/abs/2007.00001)\n\n"
    "## Other\n\n### {0}\n\n#### {0}\n\n##### {0}\n\n- [Fourth title of something](https://arxiv.org/abs/2007.00004)\n",
    "page": "-- content/pages/{0:.200}.md --\n# A page\n",
    "slug": "-- content/pages/about.md --\n---\nslug: {0}/{0}/{0}\n---\n# A page\n",
    "elsewhere": "-- content/2020-07-22.md --\n# 2020-07-22\n\n"
    "- [A title of something](https://doi.org/10.1234/{0})\n"
    "- [Another title of something](https://doi.org/10.1234/{0}/{0}/{0})\n- [A title of code](https://github.com/{0:.30}/{0})\n"
    "- [A title of some](https://openreview.net/forum?id={0})\n- [A title of sm](https://aclanthology.org/{0}/)\n",
    "author": "-- sitegen.toml --\nauthors.pages=true\nauthors.min_papers=1\n"
    "-- content/2020-07-22.md --\n# 2020-07-22\n\n"
    "| Title | Authors |\n|---|---|\n| [A title](https://arxiv.org/abs/2007.00001) | {0}, Jane Doe |\n",
    "label": "-- content/2020-07-22.json --\n"
    '[{{"title": "A title", "id": "2007.00001", "categories": ["{0}", "cs.LG"]}}]\n',
}  # fmt: skip
"""Where a name may stand in content."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_cannot_be_a_files_does_not_stop_the_site(
    build_site: Callable[..., Built], name: str, place: str
) -> None:
    files, report = build_site(GOOD + PLACES[place].format(name))
    assert report.committed
    assert "abs/2007.00009/index.html" in files
    assert not any(map(safe_path, files))
    for problem in report.problems:
        assert problem.location.path.startswith("content/")
        assert problem.location.line
    if place in ("front matter", "topic", "author", "label"):
        assert "abs/2007.00001/index.html" in files
    if place == "elsewhere":
        assert report.papers > 3


@pytest.mark.parametrize("name", NAMES)
def test_such_a_category_is_an_error_at_its_digest(build_site: Callable[..., Built], name: str) -> None:
    text = digest("Wed, 22 Jul 2020", "2007.00001", category=name)
    files, report = build_site(f"{GOOD}-- content/2020-07-22.md --\n{text}")
    (problem,) = report.problems
    assert str(problem.location) == "content/2020-07-22.md:1"
    assert problem.message.startswith(f"the category `{name}` cannot have the address /{name.lower()}/: it ")
    assert "abs/2007.00001/index.html" in files


@pytest.mark.parametrize("name", [name for name in NAMES if len(name) < 200])
@pytest.mark.parametrize(
    "text",
    ["urls.paper = '/{0}/{{id}}/'", "[[watch]]\nname = 'x'\nslug = '{0}'\nany = ['title']"],
    ids=["paper", "rule"],
)
def test_such_a_name_in_the_configuration_is_refused_at_its_line(tmp_path: Path, name: str, text: str) -> None:
    write_site(tmp_path, f"{GOOD}-- sitegen.toml --\n{text.format(name.lower())}\n")
    with pytest.raises(Refusal) as refusal:
        build(tmp_path, config.load(tmp_path, {}), MemorySink(), Cache(None))
    (problem,) = refusal.value.problems
    assert problem.location.path == "sitegen.toml"
    assert problem.excerpt in text.format(name.lower()).split("\n")
