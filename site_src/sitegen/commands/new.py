"""`sitegen new`: a folder in, a small site in it out, and what is to be done next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.commands import console, options
from sitegen.hosts import deploys
from sitegen.problems import counted

if TYPE_CHECKING:
    from sitegen.commands.scaffold import Adopted


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "archive",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Make it around an archive: one in FOLDER, FOLDER itself, or another, which is copied.",
)
@click.option("--theme", default="default", show_default=True, metavar="NAME", help="How the site looks.")
@click.option(
    "--own-theme", default="", metavar="NAME", help="Begin a theme of your own, which changes that of --theme."
)
@click.option(
    "--host",
    "hosts",
    type=click.Choice(list(deploys.HOSTS)),
    multiple=True,
    default=deploys.USUAL,
    show_default=True,
    help="Where the site will be published; may be given several times.",
)
def new(*, folder: Path, archive: Path | None, theme: str, own_theme: str, hosts: tuple[str, ...]) -> None:
    """Make a small site in FOLDER that builds at once: a sample digest, a configuration, and deploys.

    With --from, it is made around digests that there are, and its configuration says what was found in them.
    """
    from sitegen.commands import scaffold

    with console.refusals(as_json=False):
        if archive:
            with console.Progress(quiet=False, of="files") as progress:
                adopted = scaffold.adopt(
                    folder,
                    archive,
                    theme_name=theme,
                    own_theme=own_theme,
                    hosts=hosts,
                    jobs=options.cores(),
                    progress=progress.show,
                )
            paths = adopted.files
            _tell_adopted(adopted)
        else:
            paths = scaffold.create(folder, theme_name=theme, own_theme=own_theme, hosts=hosts)
    for path in paths:
        console.write(f"{folder}/{path}")
    console.say(f"next: cd {folder} && sitegen build")
    console.say("before the first deploy: name in requirements.txt where you have sitegen from")
    for host in dict.fromkeys(hosts):
        console.say(f"then, {deploys.HOSTS[host].step}")


def _tell_adopted(adopted: Adopted) -> None:
    """Tell what a site was made around."""
    from sitegen.inspect import drawing

    console.say(drawing.summary(adopted.look))
    if taught := adopted.look.proposal.taught:
        console.say(f"{counted(taught, 'entry', 'entries')} more by what sitegen.toml teaches")
    if adopted.copied:
        console.say(f"{counted(adopted.copied, 'file')} copied into content/")
    if adopted.ignored:
        console.say("for .gitignore, which was left as it is: /build/ /.build.sitegen/ /.cache/")
