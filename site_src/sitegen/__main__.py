"""`python -m sitegen`."""

from sitegen.commands import main

main(prog_name="sitegen")
