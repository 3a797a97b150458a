"""What a site holds beside pages: feeds, data, files for crawlers, redirects, the index of folded papers."""
