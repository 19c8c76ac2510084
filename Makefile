# Each target does its own set-up: it needs only make, Python and a package index.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: install catalogue serve demo test test-fast clients bench soak pins format schema client dashboard graphiql clean

export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet

install: .venv/installed

# Loads the eight images of the documents into a new file; a server of it must be stopped before.
CATALOGUE := data/catalogue.db
catalogue: .venv/installed
	@mkdir -p $(dir $(CATALOGUE))
	@rm -f $(CATALOGUE) $(CATALOGUE)-wal $(CATALOGUE)-shm
	@GLIMPSE_DATABASE_URL=sqlite+aiosqlite:///$(CATALOGUE) $(BIN)/glimpse migrate
	@GLIMPSE_DATABASE_URL=sqlite+aiosqlite:///$(CATALOGUE) $(BIN)/glimpse import --file examples/catalogue.jsonl

# Serves the database of GLIMPSE_DATABASE_URL at HOST and PORT.
serve: .venv/installed
	@$(BIN)/glimpse migrate
	@exec $(BIN)/glimpse serve

# Fills an empty database with a demonstration catalogue; the server must not run meanwhile.
IMAGES := 10000
SEED := 1
demo: .venv/installed
	@$(BIN)/glimpse migrate
	@$(BIN)/glimpse demo --images $(IMAGES) --seed $(SEED)

# The packages for Python and for JavaScript are installed in parallel.
test:
	@$(MAKE) --no-print-directory --jobs=2 .venv/installed-dev clients
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest --numprocesses auto --dist worksteal -m "not without_coverage"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m without_coverage

# Thousands of tests in less than a minute: on SQLite, within the process that runs them.
test-fast: .venv/installed-dev
	$(BIN)/python -m pytest --quiet --numprocesses auto --dist worksteal -m "not servers and not processes and not slow"

# The packages of JavaScript clients and of the pages' sources. Their tests never use the network.
clients:
	@if ! type npm >/dev/null 2>&1; then \
		echo "npm is not installed: the tests of JavaScript clients and of the pages' sources are skipped"; \
	elif ! $(MAKE) --silent tests/clients/node_modules/installed frontend/node_modules/installed; then \
		echo "NPM COULD NOT INSTALL ITS PACKAGES: THE TESTS OF JAVASCRIPT ARE SKIPPED" >&2; \
		test "$${CI:-}" != true; \
	fi

# Writes its section of docs/performance.md; the machine should have nothing else to do.
bench: .venv/installed-dev
	$(BIN)/python -m bench.http
	$(BIN)/python -m bench.read
	$(BIN)/python -m bench.visibility
	$(BIN)/python -m bench.documents

# What `make test` does for seconds, for minutes; writes its section of docs/promises.md and draws docs/soak.png.
SECONDS := 600
soak: .venv/installed-dev
	$(BIN)/python -m bench.soak --seconds $(SECONDS)

# Writes the newest exact versions of the packages in *.in, and of their dependencies, to *.txt.
pins: .venv/made
	@rm -rf .venv/pins && $(BIN)/python -m venv .venv/pins && : > .venv/pins/known
	@for name in requirements requirements-otel requirements-dev; do \
		.venv/pins/bin/python -m pip install --quiet --upgrade --requirement $$name.in; \
		.venv/pins/bin/python -m pip freeze --quiet --all --exclude pip | \
			sed 's/^pysqlite3==.*/&; sys_platform == "linux" and platform_machine == "x86_64"/' | \
			{ grep --invert-match --line-regexp --fixed-strings --file .venv/pins/known || true; } > .venv/pins/new; \
		{ grep '^#\|^-r' $$name.txt; cat .venv/pins/new; } > .venv/pins/$$name.txt; \
		mv .venv/pins/$$name.txt $$name.txt; \
		cat .venv/pins/new >> .venv/pins/known; \
	done; \
	git --no-pager diff --stat -- 'requirements*.txt'

format: .venv/installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

schema: .venv/installed
	$(BIN)/glimpse schema > .venv/schema.graphql
	mv .venv/schema.graphql schema.graphql

# The generated part of the Python client. Its generator needs another graphql-core than the server does.
CODEGEN := client/python/.venv-codegen
client: $(CODEGEN)/installed
	@$(CODEGEN)/bin/python client/python/generate.py

$(CODEGEN)/installed: client/python/requirements-codegen.txt | .venv/made
	@echo "Installing the generator of the Python client"
	@$(BIN)/python -m venv --clear $(CODEGEN)
	@$(CODEGEN)/bin/python -m pip install --quiet -r $<
	@touch $@

# The pages for browsers. Their builds are committed, so that only changes of frontend/ need Node.
# The dashboard's manifest of documents is kept beside the page: the server trusts them.
dashboard: SOURCES := ':!frontend/graphiql' schema.graphql
graphiql: SOURCES := ':!frontend/dashboard'
dashboard graphiql:
	$(MAKE) --silent frontend/node_modules/installed
	cd frontend && npm run build -w $@
	rm -rf web/static/$@
	mv frontend/$@/build web/static/$@
	if test $@ = dashboard; then cp frontend/$@/src/api/generated/persisted-documents.json web/static/$@/documents.json; fi
	find web/static/$@ -type f -exec gzip --best --no-name {} +
	git ls-files --cached --others --exclude-standard -- frontend LICENSE $(SOURCES) | LC_ALL=C sort | xargs sha256sum > web/static/$@/sources.sha256

clean:
	rm -rf .venv $(CODEGEN) tests/clients/node_modules build client/python/build frontend/*/build frontend/node_modules frontend/*/node_modules *.egg-info client/python/*.egg-info .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/made:
	@for python in python3.11 python3 python3.12 python3.13 python3.14; do \
		if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Creating .venv with $$python"; \
			$$python -m venv --clear .venv; \
			touch $@; \
			exit 0; \
		fi; \
	done; \
	echo "Glimpse needs Python 3.11 or newer, with the modules venv and ensurepip." >&2; \
	exit 1

# setuptools is in requirements.txt, so that the project itself installs without a package index.
.venv/installed: .venv/made requirements.txt pyproject.toml
	@echo "Installing the packages that Glimpse needs"
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# Tests cover tracing too, so its packages are installed here.
.venv/installed-dev: .venv/installed requirements-otel.txt requirements-dev.txt
	@echo "Installing the packages for development and tests"
	@$(PIP) -r requirements-dev.txt
	@touch $@

# The marker is in the folder that `npm ci` removes before it installs.
%/node_modules/installed: %/package-lock.json
	@echo "Installing the JavaScript packages of $*"
	@cd $* && npm ci --loglevel=error
	@touch $@
