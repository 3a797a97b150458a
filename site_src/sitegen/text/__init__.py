"""Texts of digests and documents: arXiv's markup, Markdown, links, citations, differences of wordings."""
