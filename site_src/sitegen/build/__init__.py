"""A site's folder to a built site: the only folder that knows order, keys and processes."""
