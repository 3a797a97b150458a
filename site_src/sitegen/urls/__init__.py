"""Addresses: of each page, and of what was published before."""

__all__ = ["folding", "paths", "permalinks", "published"]
"""The modules that other folders use. They are not imported here: most need `permalinks` alone."""
