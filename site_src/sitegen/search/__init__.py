"""The craft behind the search index: words, postings, the files that a browser fetches.

Lunr's score of a document needs nothing of it but how often its fields hold the query's own terms, and how long they
are. So the index is cut by terms, and a browser fetches the terms it is asked for: `docs/search.md` tells the whole.
Nothing here knows of pages, themes or builds.
"""

__all__ = ["index", "names", "postings", "shards", "words"]
"""The modules that other folders use. They are not imported here: `shards` is slow to load."""
