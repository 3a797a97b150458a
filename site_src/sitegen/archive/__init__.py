"""Digests of all days to one archive: what is in it, what is missing, which papers are near to one another."""

__all__ = ["authors", "gather", "listings", "plausible", "similarity", "status"]
"""The modules that other folders use. They are not imported here: `similarity` needs NumPy."""
