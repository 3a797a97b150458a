"""What is made of all days at once, from what each day leaves in the cache."""

__all__ = ["matching", "related", "search_index", "trends"]
"""The modules that other folders use. They are not imported here: `related` needs NumPy."""
