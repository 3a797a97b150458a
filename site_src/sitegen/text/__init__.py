"""Texts of digests and documents, read or cut: arXiv's markup, Markdown, formulas, links between pages, and to code."""

__all__ = ["arxiv", "code_hosts", "cutting", "markdown", "names", "page_links", "scripts"]
"""The modules that other folders use. They are not imported here: `markdown` is slow to load."""
