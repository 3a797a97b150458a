"""A digest whose papers have topics of their own in, a digest for each topic out: what a day shows as sections.

The readers of all shapes part digests themselves; this is for those that plug-ins read or mend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.urls import permalinks

if TYPE_CHECKING:
    from sitegen.model import Digest, Paper


def by_topic(digest: Digest) -> list[Digest]:
    """Part a digest that has no topic as a whole; its introduction is that of the first part.

    A heading that names the category of the digest is no topic.
    """
    if digest.topic or (digest.recipe and digest.category) or not any(paper.topics for paper in digest.papers):
        return [digest]
    parts: dict[str, list[Paper]] = {}
    for paper in digest.papers:
        parts.setdefault(_path(paper.topics, digest.category), []).append(paper)
    if len(parts) == 1 and "" in parts:
        return [digest]
    return [
        msgspec.structs.replace(
            digest,
            line=min(paper.line for paper in papers) if n else digest.line,
            introduction="" if n else digest.introduction,
            papers=tuple(papers),
            last=digest.last if n + 1 == len(parts) else max(paper.line for paper in papers),
            headings=len(papers) + (0 if n else max(0, digest.headings - len(digest.papers))),
            name=f"{digest.within}/{topic}",
            topic=topic,
        )
        for n, (topic, papers) in enumerate(parts.items())
    ]


def _path(topics: tuple[str, ...], category: str) -> str:
    others = (topic for topic in topics if permalinks.slug(topic) != permalinks.slug(category) or not category)
    return permalinks.LEVELS.join(dict.fromkeys(others))
