"""Names that plug-ins could import from elsewhere before: they still can, with a `DeprecationWarning`.

`OldModules` finds the modules that are no more. Python asks it last, so it costs other imports nothing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any
from warnings import warn

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.abc import Loader
    from types import ModuleType
else:
    Loader = object  # importlib.abc is slow to load

OLD = {
    "sitegen.build": {"Report": "Report", "build": "build_site"},
    "sitegen.memo": {"Memo": "Cache"},
    "sitegen.shapes": {},
    "sitegen.shapes.arrow": {"arxiv_id": "arxiv_id"},
    "sitegen.stages": {},
    "sitegen.stages.write": {"MemorySink": "MemorySink"},
}
"""What each module had, and what it is called in `sitegen` now."""


def moved(module: str) -> Callable[[str], Any]:
    """Return the `__getattr__` of a module whose names are in `sitegen` now."""

    def find(name: str) -> Any:
        new = OLD[module].get(name)
        if not new:
            raise AttributeError(f"module `{module}` has no attribute `{name}`")
        message = f"`{module}.{name}` is deprecated: use `from sitegen import {new}`"
        warn(message, DeprecationWarning, stacklevel=2)
        return getattr(import_module("sitegen"), new)

    return find


class _OldModule(Loader):
    """What makes such a module: there is nothing in it but `__getattr__`."""

    @staticmethod
    def create_module(_: ModuleSpec) -> None:
        """Let Python make a module as usual."""

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        module.__dict__["__getattr__"] = moved(module.__name__)


class OldModules:
    """What finds the modules that are no more."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        """Return how a module is made, if it is one of these."""
        return ModuleSpec(name, _OldModule(), is_package=True) if name in OLD else None
