PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: test lint
$(VENV)/.test: requirements.txt tests/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r tests/requirements.txt
	touch $@

lint: $(VENV)/.test
	$(BIN)/ruff check labapp tests
	$(BIN)/ruff format --check labapp tests
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest
