"""What digests look like: shapes that are read."""

__all__ = ["arrow", "blocks", "fast", "general", "records"]
"""The modules that other folders use. They are not imported here: most sites need few of them."""
