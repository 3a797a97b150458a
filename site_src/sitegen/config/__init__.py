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
    "Config", "Content", "Digests", "Key", "Ledger", "Search", "Urls", "Watch", "fault", "is_configured",
    "is_table", "load", "origins", "table_of",
]  # fmt: skip
