# rollcall: install, run, test. Works with pip alone, faster where uv is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export DO_NOT_TRACK := 1
export DAGSTER_DISABLE_TELEMETRY := 1

.DEFAULT_GOAL := help
.PHONY: help install run test lint dev sample

help: ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

install: $(STAMP) ## install everything into .venv/, every version checked against its hash

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then \
	  VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock && \
	  VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --no-deps --no-build-isolation -e . ; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . && \
	  $(BIN)/python -m compileall -q -j 0 $(VENV)/lib ; \
	fi
	@touch $(STAMP)

run: install ## run the whole way on raw/ and publish a release into warehouse/
	@$(BIN)/rollcall run

test: install ## run every test
	@$(BIN)/python -m pytest

lint: install ## check the code's form, the contracts, and what is generated from them
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/rollcall lint

dev: install ## open Dagster's UI on this machine's loopback interface
	@$(BIN)/rollcall dev

sample: install ## make raw/ again
	@$(BIN)/python -m sample raw
