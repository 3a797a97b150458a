"""Dates in paths: what is read as one, and what is none."""

from __future__ import annotations

import pytest

from sitegen import dates


@pytest.mark.parametrize(
    ("path", "date", "precision"),
    [
        ("content/2020-07-22.md", "2020-07-22", "day"),
        ("2020/07/22.md", "2020-07-22", "day"),
        ("2020/07/22-cs.CV.md", "2020-07-22", "day"),
        ("2020/July/2.md", "2020-07-02", "day"),
        ("2020/07-22.md", "2020-07-22", "day"),
        ("2020/07/2020-07-22.md", "2020-07-22", "day"),
        ("2020/06/2020-07-22.md", "2020-07-22", "day"),
        ("20200722.md", "2020-07-22", "day"),
        ("22-Jul-2020/AI/README.md", "2020-07-22", "day"),
        ("5-Aug-2025/AI/README.md", "2025-08-05", "day"),
        ("20260430_Thu/list.md", "2026-04-30", "day"),
        ("231227.md", "2023-12-27", "day"),
        ("230504 Some title.md", "2023-05-04", "day"),
        ("2021.07.22", "2021-07-22", "day"),
        ("storage_2021-12-13.md", "2021-12-13", "day"),
        ("2026/07/2026-07-16/2607.07702.md", "2026-07-16", "day"),
        ("2026-03-05/Topic.md", "2026-03-05", "day"),
        ("2025-03-10 02_29_59-Arxiv-Daily-Paper.md", "2025-03-10", "day"),
        ("2020-07-21/2020-07-22/July 2020.md", "2020-07-22", "day"),
        ("2019.01.28-2019.02.01.md", "2019-02-01", "week"),
        ("2024-W12.md", "2024-03-24", "week"),
        ("archives/2021/07.md", "2021-07-31", "month"),
        ("archives/2021/07/notes.md", "2021-07-31", "month"),
        ("2024-07.md", "2024-07-31", "month"),
        ("july-2024.md", "2024-07-31", "month"),
        ("2015/reading.md", "2015-12-31", "year"),
    ],
)
def test_a_path_tells_its_innermost_day_or_else_its_shortest_span(path: str, date: str, precision: str) -> None:
    found = dates.in_path(path)
    assert found
    assert (str(found.date), found.precision) == (date, precision)


@pytest.mark.parametrize(
    "path",
    [
        "docs/v2/notes.md",
        "2607.07702.md",
        "papers/2607.07702v1/x.md",
        "README.md",
        "13/40.md",
        "231301.md",
        "1234567.md",
    ],
)
def test_a_path_without_a_date_tells_none(path: str) -> None:
    assert dates.in_path(path) is None


def test_a_path_tells_where_its_date_stands() -> None:
    path = "content/2020/07/22-cs.CV.md"
    found = dates.in_path(path)
    assert found
    assert path[found.start : found.end] == "2020/07/22"
