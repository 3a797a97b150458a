"""What was read of an archive, shown to its maintainer; and what would pin or teach how it is read."""

from sitegen.inspect.digests import Look, in_full, look, papers
from sitegen.inspect.drawing import fields, file_in_full, overview, paper_fields, report, shares, summary
from sitegen.inspect.entries import toml
from sitegen.inspect.places import Place, place_of

__all__ = [
    "Look", "Place", "diff", "explain", "fields", "file_in_full", "in_full", "known", "look", "meant", "overview",
    "paper_fields", "papers", "place_of", "report", "shares", "stats", "summary", "toml",
]  # fmt: skip
"""The names and modules that other folders use. The modules are imported when they are needed."""
