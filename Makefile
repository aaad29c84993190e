# Needs make and a Python of 3.11 or later; everything else is installed into .venv, pinned and checked by hash.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
READY := $(VENV)/.ready
FAST := not (slow or long or spark or real_data or fuzz)
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow hunt test-fast check lint types format bench docs messages lock clean

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv with the pinned tools and the package, once

$(READY): pyproject.toml requirements/build.txt requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found; say PYTHON=/path/to/python3." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	$(PIP) --require-hashes -r requirements/build.txt
	$(PIP) --require-hashes --no-build-isolation -r requirements/dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## Make, load, build and measure the sample company
	$(BIN)/abmetry demo --no-serve

test: setup ## Run the tests, but for those that take long (some need real exports: ABMETRY_REAL_DATA)
	@$(BIN)/python -m pytest -q -n auto --dist loadgroup -m "not (long or spark)" $(ARGS)

test-slow: setup ## Run those that take long: Spark (needs Java), crashes, every control, the keyboard, many companies
	@ABMETRY_SLOW=1 $(BIN)/python -m pytest -q -n auto --dist loadgroup -m "long or spark or many" $(ARGS)

hunt: setup ## Compare hundreds of random companies with the plain re-computation (HUNT=400)
	@ABMETRY_HUNT=$(or $(HUNT),400) $(BIN)/python -m pytest -q tests/recompute -k "agree" $(ARGS)

test-fast: setup ## Run the tests that take moments
	@$(BIN)/python -m pytest -q -m "$(FAST)" $(ARGS)

check: lint types ## Lint, and check the types

lint: setup ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## Check the types
	$(BIN)/mypy

format: setup ## Format the code and sort the imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Measure the speed of loading, building and answering
	$(BIN)/python benchmarks/run.py $(ARGS)

docs: setup ## Write the references of KPIs, settings, model, lake and sources anew
	$(BIN)/python docs/reference.py
	$(BIN)/python docs/sources/mappings.py

messages: setup ## Bring the files of translations up to date with what is said
	PYTHONPATH=src:. $(BIN)/python -m messages

lock: setup ## Pin the dependencies anew (UPGRADE=--upgrade: to their newest)
	$(COMPILE) pyproject.toml --output-file requirements/run.txt
	$(COMPILE) --group pyproject.toml:build --output-file requirements/build.txt
	$(COMPILE) pyproject.toml --all-extras --group dev --constraint requirements/run.txt --constraint requirements/build.txt \
		--output-file requirements/dev.txt

clean: ## Remove .venv and all that was made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
