"""Files of a site to a folder or to memory, published atomically."""
