"""The configuration of a site: `sitegen.toml` in, a checked `Config` out; and each option, with where it is set."""

from sitegen.config.load import fault, is_configured, load, origins
from sitegen.config.schema import (
    BASE_URL_VARIABLE,
    CONTENT_SUFFIXES,
    DATA_SUFFIXES,
    FILE,
    HOLES,
    OPENERS,
    PREVIEW_URL,
    WEEKDAYS,
    Config,
    Content,
    Digests,
    Key,
    Ledger,
    Search,
    Urls,
    Watch,
    is_table,
    table_of,
)

__all__ = [
    "BASE_URL_VARIABLE", "CONTENT_SUFFIXES", "DATA_SUFFIXES", "FILE", "HOLES", "OPENERS", "PREVIEW_URL", "WEEKDAYS",
    "Config", "Content", "Digests", "Key", "Ledger", "Search", "Urls", "Watch", "fault", "field_docs",
    "is_configured", "is_table", "load", "origins", "settings", "table_of",
]  # fmt: skip
"""The names and modules that other folders use. `field_docs` and `settings` are imported when they are needed."""
