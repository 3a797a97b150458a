"""Plug-ins: what a site's own code adds, and how it is found, called and guarded.

Sites without them never load this.
"""

from sitegen.plugins.api import Plugin
from sitegen.plugins.loader import keyed, load, own_files
from sitegen.plugins.seams import Plugged

__all__ = ["Plugged", "Plugin", "keyed", "load", "own_files"]
