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
    help="Create the site for an archive: one in FOLDER, FOLDER itself, or another one, which is copied.",
)
@click.option("--theme", default="default", show_default=True, metavar="NAME", help="Theme of the site.")
@click.option("--own-theme", default="", metavar="NAME", help="Create a theme of your own that is based on --theme.")
@click.option(
    "--host",
    "hosts",
    type=click.Choice(list(deploys.HOSTS)),
    multiple=True,
    default=deploys.USUAL,
    show_default=True,
    help="Host that will publish the site; can be given several times.",
)
def new(*, folder: Path, archive: Path | None, theme: str, own_theme: str, hosts: tuple[str, ...]) -> None:
    """Create a small site in FOLDER that is ready to build: a sample digest, a configuration, and deploys.

    With --from, the site is created for existing digests, and its configuration lists what was found in them.
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
    console.say("before the first deploy: enter in requirements.txt where sitegen is installed from")
    for host in dict.fromkeys(hosts):
        console.say(f"then, {deploys.HOSTS[host].step}")


def _tell_adopted(adopted: Adopted) -> None:
    """Tell what a site was made around."""
    from sitegen.inspect import drawing

    console.say(drawing.summary(adopted.look))
    if taught := adopted.look.proposal.taught:
        console.say(f"{counted(taught, 'entry', 'entries')} more with the layouts that sitegen.toml describes")
    if adopted.copied:
        console.say(f"{counted(adopted.copied, 'file')} copied into content/")
    if adopted.ignored:
        console.say("the existing .gitignore was not changed; add these lines: /build/ /.build.sitegen/ /.cache/")
