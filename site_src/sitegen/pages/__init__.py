"""What stands on which page: the contract with themes."""

__all__ = ["base", "items", "kinds", "planning", "redirect", "search", "sections", "site_map"]
"""The modules that other folders use. They are not imported here: `kinds` imports all kinds."""
