"""What a site holds beside pages: feeds, data, files for crawlers, redirects, the index of folded papers."""

__all__ = ["crawlers", "data", "feeds", "folded", "redirect_pages"]
"""The modules that other folders use. They are not imported here: each kind of page needs one."""
