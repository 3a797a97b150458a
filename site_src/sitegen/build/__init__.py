"""A site's folder to a built site: the only folder that knows order, keys and processes."""

from typing import TYPE_CHECKING

if not TYPE_CHECKING:
    from sitegen.deprecated import moved

    __getattr__ = moved(__name__)

__all__ = [
    "cache", "context", "digests", "inputs", "keys", "materials", "pipeline", "record", "relations", "site_plan",
    "tasks",
]  # fmt: skip
"""The modules that other folders use. They are not imported here: each command needs some of them."""
