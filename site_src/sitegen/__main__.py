"""`python -m sitegen`."""

from sitegen.commands.cli import main

main(prog_name="sitegen")
