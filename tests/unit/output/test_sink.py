"""What all sinks refuse, and the one that keeps a site in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import fill
from tests.unit.output.conftest import SITE, artifacts, build, flat, without

from sitegen.model import Artifact
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import Made
from sitegen.output.sink import Counts, MemorySink
from sitegen.problems import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.output.sink import Sink, UnitFiles


def put_clashing(sink: Sink, *parts: dict[str, bytes]) -> tuple[dict[str, Made], list[str]]:
    units: dict[str, Made] = {}
    problems: list[str] = []
    for number, files in enumerate(parts):
        made: UnitFiles = sink.stager.put(artifacts(files), {})
        units[f"unit {number}"] = Made.of("", made.files)
        problems += map(str, made.problems)
    return units, problems


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("other", ["abs/1", "abs/1/index.html"])
def test_two_units_with_the_same_path_are_a_problem_and_cannot_be_committed(
    output: Path,
    first: bool,
    other: str,
) -> None:
    if not first:
        build(output, SITE)
    with DiskSink.open(output, clean=False) as sink:
        units, problems = put_clashing(sink, {"abs/1": b"one"}, {other: b"two", "z": b"three"})
        if first or other == "abs/1":
            assert problems == [f"{other}: error: another page or file of the site already has this path"]
        with pytest.raises(
            Refusal, match=r"abs/1: error: (both `unit 0` and `unit 1` write|`unit 0` writes) this file"
        ):
            sink.commit(units)


def test_one_path_twice_in_a_unit_is_a_problem(output: Path) -> None:
    twice = [Artifact("a", b"1"), Artifact("a", b"2")]
    with DiskSink.open(output, clean=False) as sink:
        assert len(sink.stager.put(twice, {}).problems) == 1
    assert len(MemorySink().put(twice, {}).problems) == 1


def test_an_unsafe_path_is_a_problem_and_is_not_written(output: Path) -> None:
    for sink in (DiskSink.open(output, clean=False), MemorySink()):
        with sink:
            made = sink.stager.put([Artifact("../x", b""), Artifact("ok", b"")], {})
            assert list(made.files) == ["ok"]
            assert str(made.problems[0]).startswith("../x: error: the path has the part `..`")


def test_a_site_in_memory_is_the_last_that_was_committed() -> None:
    sink = MemorySink()
    with sink:
        assert fill(sink, SITE) == Counts(written=6, unchanged=0, removed=0)
    with sink:
        sink.put([Artifact("index.html", b"never committed")], {})
    with sink:
        assert fill(sink, without(SITE, "day/2")) == Counts(written=4, unchanged=0, removed=2)
    assert sink.files == {path: data for path, data in flat(without(SITE, "day/2")).items() if data is not None}
    with sink, pytest.raises(Refusal, match="both"):
        sink.commit(put_clashing(sink, {"a": b""}, {"a": b""})[0])
