# Two commands do everything: `make demo` and `make test`. Needs Python 3.11 or newer.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-postgresql lint types docs bench test-all clean

demo: $(READY)
	$(BIN)/kruispunt demo

test: $(READY) lint types
	$(BIN)/python -m pytest -n auto

# The same suite, with the log of every chain in PostgreSQL.
test-postgresql: $(READY)
	$(BIN)/python -m pytest -n auto --database postgresql

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy

# The documentation as pages, in build/docs; a warning is an error.
docs: $(READY)
	$(BIN)/python -m sphinx -W --keep-going -E -q -b html docs build/docs

bench: $(READY)
	$(BIN)/python tests/benchmark/bench.py

# The whole suite on every interpreter from 3.11 up that this machine has.
test-all: $(READY)
	$(BIN)/python tests/all_interpreters.py

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $(READY)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
