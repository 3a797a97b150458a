"""Write the parts of `docs/` that are made from the code: `make docs`.

All of `config.md`; elsewhere, what stands between `<!-- generated: NAME -->` and `<!-- /generated -->`. NAME is
`themes`, `plugins`, `records`, or a command whose `--help` is meant.
"""

from __future__ import annotations

import re
from pathlib import Path

import click

from sitegen.commands import main, reference

DOCS = Path(__file__).resolve().parent
PARTS = re.compile(r"(<!-- generated: ([\w ]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)
FILLED = ("commands.md", "data.md", "plugins.md", "themes.md")
COLUMNS = 100


def helps(command: click.Command, name: str, parent: click.Context | None = None) -> dict[str, str]:
    """Return the help of a command and of all below it, by their names as they are typed."""
    context = click.Context(
        command,
        parent,
        info_name=name,
        terminal_width=COLUMNS,
        max_content_width=COLUMNS,
        help_option_names=["-h", "--help"],
    )
    texts = {context.command_path: command.get_help(context)}
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found and not found.hidden:
                texts |= helps(found, below, context)
    return texts


def parts() -> dict[str, str]:
    """Return all generated parts by name."""
    fenced = {name: f"\n```text\n{text}\n```\n\n" for name, text in helps(main, "sitegen").items()}
    lists = {
        "themes": reference.themes_markdown(),
        "plugins": reference.plugins_markdown(),
        "records": reference.records_markdown(),
    }
    return {**{name: f"\n{text}\n" for name, text in lists.items()}, **fenced}


def filled(text: str) -> str:
    """Return a document with its generated parts as they should be."""
    made = parts()
    return PARTS.sub(lambda match: match[1] + made[match[2]] + match[3], text)


def documents() -> dict[Path, str]:
    """Return all documents that have generated parts, as they should be."""
    return {
        DOCS / "config.md": reference.config_markdown(),
        **{DOCS / name: filled((DOCS / name).read_text(encoding="utf-8")) for name in FILLED},
    }


if __name__ == "__main__":
    for path, text in documents().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{path.name} written")
