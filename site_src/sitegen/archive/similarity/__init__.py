"""Papers as vectors of their words: which are near to one another, and which words come and go.

a day's words ─ vectors (a day; by the words of years before) ─ links (a day; to the days before) ─ lists
"""

__all__ = ["nearest", "trends", "vectors"]
"""The modules that other folders use. They are not imported here: all of them need NumPy."""
