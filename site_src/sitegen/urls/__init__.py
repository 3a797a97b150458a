"""Addresses: of each page, and of what was published before."""
