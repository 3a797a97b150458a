"""What digests look like: shapes that are read."""
