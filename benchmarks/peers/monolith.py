"""Build Lunr's index of all papers as one file, as sites do that ship the whole of it to the browser.

In goes a file with a JSON object a line (`id`, `title`, `abstract`), out comes Lunr's JSON, gzipped.

    python benchmarks/peers/monolith.py DOCUMENTS INDEX
"""

import argparse
import gzip
import json
from pathlib import Path

from lunr import lunr

TITLE_BOOST = 3
"""As sitegen's."""


def main() -> None:
    """Write the index asked for on the command line."""
    parser = argparse.ArgumentParser(description="Build Lunr's index in one file.")
    parser.add_argument("documents", type=Path)
    parser.add_argument("index", type=Path)
    asked = parser.parse_args()

    documents = [json.loads(line) for line in asked.documents.read_text(encoding="utf-8").splitlines()]
    index = lunr(ref="id", fields=[{"field_name": "title", "boost": TITLE_BOOST}, "abstract"], documents=documents)
    text = json.dumps(index.serialize(), ensure_ascii=False, separators=(",", ":"))
    asked.index.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
