"""The commands of `sitegen`: the only folder that prints."""
