"""Content files to digests: what the shapes of digests are, and how what they say of one paper is put together."""
