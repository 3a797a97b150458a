"""Digests of all days to one archive: what is in it, what is missing, which papers are near to one another."""
