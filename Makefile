# Needs Python 3.11+, make and a network. Everything else comes from the locks.
PYTHON ?= python3
BIN := .venv/bin
NODE_ENV_PATH := $(CURDIR)/$(BIN):$(PATH)
DATA_DIR ?= .tabiji
PORT ?= 8400
FRONTEND_SOURCES := $(shell find frontend/src frontend/index.html frontend/vite.config.ts -type f 2>/dev/null)

.PHONY: help setup run test check bench lock client format clean test-backend test-frontend test-e2e

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

setup: .make/runtime frontend/dist/index.html  ## virtual environment, Node, built UI

run: setup  ## start everything on this machine and print one URL
	@$(BIN)/tabiji up --data-dir $(DATA_DIR) --port $(PORT)

test: check test-backend test-frontend test-e2e  ## all checks and tests; installs what they need

check: .make/dev frontend/node_modules/.ready  ## formatting, lint, types, import law, generated client
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/basedpyright
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	cd frontend && PATH="$(NODE_ENV_PATH)" npm run --silent check
	cd frontend && PATH="$(NODE_ENV_PATH)" npm run --silent client:check

test-backend: .make/dev  ## Python tests on real PostgreSQL and Temporal
	$(BIN)/python -m pytest tests/workflows/journey -n 2 -q --cov=workflows.journey --cov-branch --cov-fail-under=100 --cov-report=
	$(BIN)/python -m pytest tests --ignore=tests/workflows/journey -n 2 --dist loadfile -q

test-frontend: .make/dev frontend/node_modules/.ready  ## component tests
	cd frontend && PATH="$(NODE_ENV_PATH)" npm run --silent test

test-e2e: .make/dev .make/browser frontend/dist/index.html  ## the story in a real browser
	.ci/e2e

bench: .make/dev  ## the engine against bare SMTP and one workflow per contact
	$(BIN)/tabiji bench engine --contacts 10000 --json

client: .make/dev frontend/node_modules/.ready  ## generate the TypeScript client from the API
	cd frontend && PATH="$(NODE_ENV_PATH)" npm run --silent client

format: .make/dev frontend/node_modules/.ready  ## format both sides
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	cd frontend && PATH="$(NODE_ENV_PATH)" npm run --silent format

lock:  ## resolve the Python locks anew (needs uv)
	uv pip compile -q --universal --generate-hashes --no-annotate --python-version 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	uv pip compile -q --universal --generate-hashes --no-annotate --python-version 3.11 --custom-compile-command "make lock" --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:  ## remove what can be built again; data stays
	rm -rf .make .venv frontend/node_modules frontend/dist

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tabiji needs Python 3.11 or newer; call make with PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "The venv module is missing: apt-get install python3-venv"; exit 1; }

.make/runtime: requirements.txt pyproject.toml | .venv/bin/python
	@mkdir -p .make
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.make/dev: requirements-dev.txt .make/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.make/browser:
	.ci/install-browser
	@mkdir -p .make && touch $@

frontend/node_modules/.ready: frontend/package.json frontend/package-lock.json | .make/runtime
	cd frontend && PATH="$(NODE_ENV_PATH)" npm ci --silent --no-audit --no-fund
	@touch $@

frontend/dist/index.html: frontend/node_modules/.ready $(FRONTEND_SOURCES)
	cd frontend && PATH="$(NODE_ENV_PATH)" npm run --silent build
	@touch $@
