"""What is known of a site before a page of it is explained: what a build would know, and what the last one left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sitegen import plugins
from sitegen.build import keys, record, site_plan
from sitegen.build.relations import find_relations
from sitegen.output.manifest import load_manifest
from sitegen.problems import Refusal
from sitegen.timing import Clock
from sitegen.versions import code_key
from sitegen.workers import Pool

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build.cache import Cache, Reading
    from sitegen.build.context import BuildContext
    from sitegen.build.record import BuildRecord
    from sitegen.build.relations import Relations
    from sitegen.build.tasks import Task
    from sitegen.config import Config
    from sitegen.output.manifest import Manifest, Standing
    from sitegen.theme.folder import Theme


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a site before a page of it is explained."""

    config: Config
    output: Path
    context: BuildContext
    jobs: int
    readings: dict[str, Reading]
    plan: site_plan.SitePlan
    manifest: Manifest
    standing: Standing
    old: BuildRecord | None
    """Those of the last build."""
    new: BuildRecord

    @property
    def upgraded(self) -> bool:
        """Whether the last build was another program's: then all is made again."""
        return self.old is not None and self.old.program != self.new.program

    @cached_property
    def relations(self) -> Relations:
        """What days have to do with one another. It takes a while when much has changed, and is not always needed."""
        with Pool(self.jobs, self.context) as pool:
            return find_relations(pool, self.plan.archive, Clock())

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """What a build would have to make, or keep, by target."""
        made = keys.tasks(self.context, self.plan, self.relations.words, self.relations)
        return {task.name: task for task in made}

    def address(self, file: str) -> str:
        """Return the address of a file, with the base path."""
        return self.config.root + file.removesuffix("index.html")


def look(site: Path, config: Config, theme: Theme, output: Path, cache: Cache, *, jobs: int) -> Known:
    """Find out what a build would know before it makes a page.

    Raises:
        Refusal: pages want the same place.

    """
    code = plugins.keyed(code_key(), site, config.plugins)
    context, readings, _, plan = site_plan.look(site, config, theme, cache, code, jobs=jobs)
    if plan.clashes:
        raise Refusal(*plan.clashes)
    manifest, standing = load_manifest(output)
    old = record.last(cache, manifest.key)
    new = record.of(manifest.key, code, config, theme, readings, ())
    return Known(config, output, context, jobs, readings, plan, manifest, standing, old, new)
