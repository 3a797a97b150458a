"""The site in memory, served while its files change."""
