# The commands a person needs; CI runs the same ones (.ci/run).
PYTHON ?= python3
SEEDS ?= 200
# Two tests a core: those of whole deployments mostly wait.
JOBS ?= $(shell $(PYTHON) -c 'import os; print(min(2 * (os.cpu_count() or 1), 8))')
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help install install-dev up test check bench simulate lock docs pictures clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "heddle needs Python 3.11 or newer; say which with: make install PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-compile -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib bot service migrations || true
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-node: tests/servers/node/package-lock.json $(BIN)/python
	@if command -v npm >/dev/null; then \
		npm ci --silent --no-audit --no-fund --prefix tests/servers/node && touch $@; \
	else \
		echo "npm is missing: tests against third-party servers will be skipped (install Node.js 20)"; \
	fi

install: $(VENV)/.installed ## everything heddle needs, in its own .venv
install-dev: $(VENV)/.installed-dev $(VENV)/.installed-node ## and what its tests and checks need

up: install ## start heddle on this machine with embedded defaults
	$(BIN)/heddle up

test: install-dev ## run all tests, those that take the time last and alone
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not alone"
	$(BIN)/python -m pytest -m alone

check: install-dev ## formatting, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install-dev ## measure speed and memory beside bare baselines
	$(BIN)/python -m tests.bench

simulate: install-dev ## run SEEDS simulated deployments (SEEDS=200)
	$(BIN)/python -m tests.simulation --seeds $(SEEDS)

lock: install-dev ## resolve the lock files anew
	$(BIN)/uv pip compile -q pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock -o requirements-dev.lock

pictures: install-dev ## draw docs/images/slack-*.png and discord-*.png from real payloads
	$(BIN)/python -m tests.pictures

docs: install-dev ## regenerate docs/reference and Slack's manifest from the code
	$(BIN)/python -m tests.reference --write

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .cache
