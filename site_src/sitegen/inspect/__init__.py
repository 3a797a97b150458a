"""What is known of a site and its archive, shown to its maintainer: nothing here builds.

Of a page, why it is as it is (`explain`); of the next build, what it would change (`diff`); of an archive, what was
read (`digests`), and what would pin or teach how it is read.
"""

__all__ = ["diff", "digests", "drawing", "entries", "explain", "known", "meant", "places", "stats"]
"""The modules that other folders use. They are not imported here: each command needs some of them."""
