# Every target builds the environment it needs; a second call finds it done.

PYTHON ?= python3
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
LOCALES := bot/locales
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

# setuptools warns, at each editable install, that an editable install is editable.
INSTALL := PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --disable-pip-version-check
LOCK_OPTIONS := $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
MESSAGE_OPTIONS := --project Easel --copyright-holder 'The Easel authors' --add-location file --sort-output -k _ -k N_ -k locale_str -k text:2

.DEFAULT_GOAL := help
install: $(RUN_STAMP) ## install what running needs, and nothing else

.PHONY: help install demo test test-slow check bench fmt messages docs recording lock clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

demo: $(RUN_STAMP) ## try the bot in your browser, with no token and no key
	$(BIN)/easel demo --port $(PORT)

test: $(DEV_STAMP) ## run the tests
	$(BIN)/pytest -n auto -m "not slow"

test-slow: $(DEV_STAMP) ## run the long proofs as well
	$(BIN)/pytest

check: $(DEV_STAMP) ## what has to pass before a change goes in
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -n auto -m "not slow"

BENCHMARKS := command_latency webhook_latency throughput jobs_in_flight restart old_buttons calls_per_job region_editor sandbox_pictures
bench: $(DEV_STAMP) ## take the figures of docs/benchmarks.md again; half an hour on a quiet machine
	@for name in $(BENCHMARKS); do echo; $(BIN)/python -m benchmarks.$$name || exit 1; done

fmt: $(DEV_STAMP) ## format, and mend what can be mended by machine
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: $(DEV_STAMP) ## collect the messages, bring the catalogues up to date and compile them
	$(BIN)/pybabel -q extract $(MESSAGE_OPTIONS) -o $(LOCALES)/easel.pot bot cogs
	@for po in $(wildcard $(LOCALES)/*/LC_MESSAGES/easel.po); do \
		lang=$$(basename $$(dirname $$(dirname $$po))); \
		$(BIN)/pybabel -q update -w 110 --no-fuzzy-matching --ignore-obsolete -D easel -i $(LOCALES)/easel.pot -d $(LOCALES) -l $$lang; \
		$(BIN)/pybabel -q compile -D easel -d $(LOCALES) -l $$lang; \
	done

docs: $(DEV_STAMP) ## write the tables of the README anew
	$(BIN)/python docs/generate.py

recording: $(DEV_STAMP) ## make the pictures of the README anew; needs Chromium
	$(BIN)/python docs/record.py

lock: $(DEV_STAMP) ## pin the dependencies; with UPGRADE=--upgrade to their newest versions
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --extra build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --extra build --extra dev -o requirements-dev.lock pyproject.toml

clean: ## remove the environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(RUN_STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing, once; this may take a minute.'
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo 'Installing, once; this may take a minute.'
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Easel needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
