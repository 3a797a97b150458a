"""What all that is made is made with: the same for each target, in each process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sitegen import __version__, watch_rules
from sitegen.model import Link
from sitegen.views import Site

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sitegen.build.cache import Cache
    from sitegen.config import Config, Search
    from sitegen.model import Document, Rule
    from sitegen.output.sink import Stager
    from sitegen.plugins import Plugged
    from sitegen.theme.folder import Theme


@dataclass(frozen=True)
class BuildContext:
    """What every worker has."""

    folder: Path
    """The site's."""
    config: Config
    site: Site
    """What is the same on every page."""
    theme: Theme
    stager: Stager
    cache: Cache
    rules: tuple[Rule, ...]
    code: str
    """Key of the program, with its plug-ins."""
    run: str = ""
    """What no other build is called; empty when nothing is built. See `digests.Shelves`."""

    @property
    def search(self) -> Search:
        """The table `search`, with the site's language when no other is set."""
        search = self.config.search
        return msgspec.structs.replace(search, languages=search.languages or (self.config.language,))

    @property
    def plugged(self) -> Plugged | None:
        """The plug-ins, if there are any. Raises: Refusal, when one is faulty."""
        if not self.config.plugins:
            return None
        from sitegen import plugins  # noqa: PLC0415 - most sites have none

        return plugins.load(self.folder, self.config.plugins, self.code)


def open_context(
    folder: Path, config: Config, theme: Theme, documents: Iterable[Document], stager: Stager, cache: Cache, code: str
) -> BuildContext:
    """Return what everything is made with. The navigation names the free pages, so they have to be read by then.

    `code` is the key of the program, with its plug-ins.

    Raises:
        Refusal: a plug-in, a watch rule, or a script of the theme is faulty.

    """
    rules = watch_rules.rules(folder, config)
    menu = sorted((document.title, document.slug) for document in documents if document.menu and document.slug)
    site = Site(
        title=config.title,
        description=config.description,
        language=config.language,
        url=config.base_url,
        root=config.root,
        menu=tuple(Link(f"{config.root}{slug}/", title) for title, slug in menu),
        paper_url=config.root + config.urls.paper[1:],
        search=config.search.enabled and theme.search,
        saved=theme.saved,
        folded=bool(config.papers.fold_after),
        watch=bool(rules),
        generator=f"sitegen {__version__}",
    )
    context = BuildContext(folder, config, site, theme, stager, cache, rules, code)
    context.plugged, theme.assets  # noqa: B018 - faults show before any work, and processes that are forked have them
    return context
