"""Themes: their folder, the Jinja2 environment, and the compiler that makes templates fast."""
