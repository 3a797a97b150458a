"""What was read of an archive, shown to its maintainer; and what would pin or teach how it is read."""

from sitegen.inspect.digests import Look, in_full, look, papers
from sitegen.inspect.drawing import fields, file_in_full, overview, paper_fields, report, shares, summary
from sitegen.inspect.entries import toml
from sitegen.inspect.places import Place, place_of
from sitegen.inspect.proposals import Proposal

__all__ = [
    "Look", "Place", "Proposal", "fields", "file_in_full", "in_full", "look", "overview", "paper_fields", "papers",
    "place_of", "report", "shares", "summary", "toml",
]  # fmt: skip
