# Everything a person does with the project. Needs Python 3.11 and make; the rest is installed into .venv.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3.11
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --no-input
RUNTIME := .venv/.installed-runtime
DEV := .venv/.installed-dev
BUSY := $(if $(ONCE),--once,)

.PHONY: help install run demo test check format bench lock clean

help: ## say what can be done here
	@echo "Đền Ơn. Two commands do everything: make demo, make test"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

install: $(DEV) ## install everything, with the tools for tests, into .venv

run: $(RUNTIME) ## start the whole system for a fund's own data, on http://127.0.0.1:8000
	@$(BIN)/denon run

demo: $(RUNTIME) ## start it with the published figures of a province and stay up (ONCE=1: check them and exit)
	@$(BIN)/denon demo $(BUSY)

test: $(DEV) ## run every test (T="-k relay" picks)
	@$(BIN)/python -m pytest $(T)

check: $(DEV) ## formatting, lint, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(DEV) ## put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(DEV) ## measure speed and size, as a table and as JSON
	@$(BIN)/python -m tests.bench $(B)

lock: $(DEV) ## resolve the dependencies again and write the three locks
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade pyproject.toml --extra embedded -c requirements.lock -o requirements-embedded.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade pyproject.toml --extra dev -c requirements-embedded.lock -o requirements-dev.lock

clean: ## remove what was installed and built; var/, which holds the data, stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: apt install python3.11-venv, or make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11"; exit 1; }
	$(PYTHON) -m venv .venv

# A stamp is newer than its lock when that lock is installed: the second call does nothing.
$(RUNTIME): requirements-embedded.lock pyproject.toml | .venv/bin/python
	@echo "Installing into .venv ..."
	@$(PIP) --require-hashes -r requirements-embedded.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing the tools ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
