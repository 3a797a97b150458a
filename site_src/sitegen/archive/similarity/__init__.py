"""Papers as vectors of their words: which are near to one another, and which words come and go."""
