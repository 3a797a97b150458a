"""YAML in; plain values, or where and why it is not valid, out.

PyYAML raises whatever its constructors happen to raise (`!!bool foo`, `!!int ""`, `!!timestamp foo`), and follows
aliases into values that contain themselves, or that are larger than any memory. Here, all of that is one exception with
a place.
This module does not know what the text describes.
"""

from __future__ import annotations

from typing import Any

import yaml

MOST_LEVELS = 40
"""Mappings and sequences in one another."""


class YamlError(ValueError):
    """A text is not valid YAML."""

    def __init__(self, message: str, line: int, column: int) -> None:
        """Say what is wrong and where: `line` and `column` are counted from 1."""
        super().__init__(" ".join(message.split()))
        self.line, self.column = line, column


class _Loader(yaml.SafeLoader):
    """Builds plain values; whatever goes wrong has the place of the node."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._level = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Build a node. Raises: MarkedYAMLError, for an alias and for too many levels."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(None, None, "aliases are not supported", self._mark())
        if self._level > MOST_LEVELS:
            message = f"there are more than {MOST_LEVELS} levels of nesting"
            raise yaml.MarkedYAMLError(None, None, message, self._mark())
        self._level += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self._level -= 1
        return node

    def _mark(self) -> yaml.Mark:
        mark: yaml.Mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        return mark

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's own
        """Build a value. Raises: MarkedYAMLError."""
        try:
            value = super().construct_object(node, deep)
            if isinstance(value, str):
                value.encode()  # `"\ud800"` is half of a character
        except yaml.YAMLError:
            raise
        except Exception:  # noqa: BLE001 - `!!timestamp foo`: AttributeError; `!!bool foo`: KeyError
            message = f"this is not a valid {node.tag.rpartition(':')[2]}"
            raise yaml.MarkedYAMLError(None, None, message, node.start_mark) from None
        return value


def parse(text: str) -> Any:
    """Return the value that a text describes, `None` for an empty one. Raises: YamlError."""
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        message = f"the character U+{error.character:04X} is not allowed"
        raise YamlError(message, before.count("\n") + 1, error.position - before.rfind("\n")) from None
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or loader.get_mark()
        raise YamlError(error.problem or error.context or "", mark.line + 1, mark.column + 1) from None
    except Exception as error:  # noqa: BLE001 - the scanner: `"\UFFFFFFFF"`; a list as a key: TypeError
        raise YamlError(str(error), loader.line + 1, loader.column + 1) from None
