"""The preview: a site's files in, its pages over HTTP out, and news to open pages while the files change.

Other folders see `pages`, the site in memory; `sockets`, where it listens; `origin_guard`, which knows whom it answers;
and `server`, which answers. None is imported here: a command needs them only when it serves.
"""

__all__ = ["origin_guard", "pages", "server", "sockets"]
