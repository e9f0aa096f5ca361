# make run     see your Docker host in the browser
# make test    everything that is checked, as .ci/run does

SHELL := /bin/sh
PYTHON ?= python3
JOBS ?= 4
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: run setup test truth check format rules demo pictures screenshots bench help

help:
	@sed -n 's/^## //p' Makefile

## make run      open the app on 127.0.0.1, on the live engine or the bundled demo
run: $(VENV)/.runtime
	@$(RUN) scripts/serve.py

## make setup    only install
setup: $(VENV)/.runtime

## make test     format, lint, types, import direction, all tests
test: $(VENV)/.development
	@sh scripts/debian_packages.sh
	@$(MAKE) --no-print-directory check
	@$(RUN) -m tests.lab.engines
	$(RUN) -m pytest -n $(JOBS) --dist loadgroup

check: $(VENV)/.development
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

## make format   format the code and mend what the linter can
format: $(VENV)/.development
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

## make truth    ask many random hosts on real engines what the inspector answers (root); ARGS='--only storage --seeds 60 --jobs 3'
truth: $(VENV)/.development
	$(RUN) -m tests.truth $(ARGS)

## make rules    write docs/rules.md and docs/symptoms.md from their sources, and which fixes the lab has proven
rules: $(VENV)/.development
	$(RUN) -m tests.lab.proofs > inspector/rules/proven.py
	$(RUN) -m inspector.rules > docs/rules.md
	$(RUN) -m tests.symptoms.page > docs/symptoms.md

## make demo     record assets/demo.json.gz anew from a real engine (root), and draw README's pictures of it
demo: $(VENV)/.development
	$(RUN) -m tests.lab.demo assets/demo.json.gz
	@$(MAKE) --no-print-directory pictures

## make pictures draw README's pictures of the demo
pictures: $(VENV)/.runtime
	$(RUN) -m inspector export --from assets/demo.json.gz --theme light -o docs/images/demo-light.svg
	$(RUN) -m inspector export --from assets/demo.json.gz --theme dark -o docs/images/demo-dark.svg

## make screenshots  draw docs/images/*.png anew: every page of the app on the demo (Chromium)
screenshots: $(VENV)/.development
	$(RUN) -m tests.web.screenshots

## make bench    time and memory, each beside the docker CLI and SDK
bench: $(VENV)/.development
	$(RUN) -m bench

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3.11 (this is $$($(PYTHON) --version 2>&1))"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python cannot make virtual environments here: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

# pip installs dependency groups from 25.1 on. What it says is shown only when it fails.
PIP = $(RUN) -m pip install --quiet --disable-pip-version-check
SHOW_FAILURE = > $(VENV)/install.log 2>&1 || { cat $(VENV)/install.log; exit 1; }

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV)"
	@$(PIP) --upgrade 'pip>=25.1' $(SHOW_FAILURE)
	@$(PIP) --requirement requirements.txt --editable . $(SHOW_FAILURE)
	@touch $@

$(VENV)/.development: pyproject.toml $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV)"
	@$(PIP) --group dev $(SHOW_FAILURE)
	@touch $@
