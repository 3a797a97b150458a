"""A built site, examined: links, anchors, feeds, names, and how close it comes to the limits of hosts."""

__all__ = ["external", "site"]
"""The modules that other folders use; a check that asks no other site does not load `external`."""
