"""Themes: a theme's folder and pages in, the files of these pages out.

Other folders see `folder`, a theme's templates, options and static files; `environment`, Jinja2 as templates have it;
and `render`, which makes the pages, fast by `compiler`. None is imported here: Jinja2 is slow to load, and a build
without changes needs only `folder`.
"""

__all__ = ["environment", "folder", "render"]
