"""A built site, examined: links, anchors, feeds, names."""
