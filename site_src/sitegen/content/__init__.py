"""Content files to digests: what the shapes of digests are, and how what they say of one paper is put together."""

__all__ = ["globs", "head", "history", "ids", "join", "outline", "parse", "read", "recipes", "shapes"]
"""The modules that other folders use. They are not imported here: a command needs some of them."""
