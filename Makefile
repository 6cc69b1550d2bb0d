# The doors for people: set up, run, test, check, measure. Everything lives in .venv and build/.
SHELL := /bin/bash
.DELETE_ON_ERROR:
PYTHON ?= python3
PORT ?= 5000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --no-deps

.PHONY: run setup test check bench lighthouse lock format clean

run: setup ## install, build the release, serve the explorer
	$(BIN)/kg build
	$(BIN)/kg serve --port $(PORT)

setup: $(VENV)/.installed server/translations/.compiled server/static/vendor/editor.js ## install what `make run` needs

test: $(VENV)/.installed-dev server/translations/.compiled server/static/vendor/editor.js ## install what the tests need, run them
	@bash tests/browser/install-chromium.sh
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.installed-dev server/translations/.compiled ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.installed-dev ## put code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev server/translations/.compiled ## measure; prints a table, writes tests/bench/results.json
	$(BIN)/python -m tests.bench

lighthouse: setup $(VENV)/.installed-dev ## measure each type of page with Lighthouse; needs npm and Chromium
	@cd tests/lighthouse && npm ci --ignore-scripts --silent
	$(BIN)/kg build
	$(BIN)/python -m tests.lighthouse

lock: $(VENV)/.installed-dev ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --group build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --group build --group dev --all-extras -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## remove what was installed and built
	rm -rf $(VENV) build server/translations/.compiled server/static/vendor server/assets/node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) -r requirements.lock
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(PIP) -r requirements-dev.lock
	@touch $@

server/static/vendor/editor.js: server/assets/package-lock.json $(wildcard server/assets/*.js server/assets/*.css) server/static/folding.js
	@bash server/assets/bundle.sh

server/translations/.compiled: $(wildcard server/translations/*/LC_MESSAGES/*.po) $(VENV)/.installed
	$(BIN)/pybabel --quiet compile -d server/translations
	@touch $@
