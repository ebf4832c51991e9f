# make setup | demo | test | check | format | archive | models | lock | clean; each works as the very first command.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Processes that run the tests; each takes up to 3 GB, with what it starts. 0: all in this one.
WORKERS ?= 2
# A file stays whole, so that what its tests share is made once; and files keep their order, in
# which tests/app, with the longest, comes first.
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: setup demo test check static format benchmark archive models lock clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

# Exit code 3 says: done, but some files could not be read. The sample archive holds two of those.
demo: setup
	$(BIN)/briefbook demo || [ $$? -eq 3 ]

# All that the build server runs.
test: static
	$(PYTEST) -m "not neo4j and not gpu"

# The same without the slow tests: before every commit.
check: static
	$(PYTEST) -q -m "not neo4j and not gpu and not slow"

static: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The sample archive and its gold, made again from examples/sources.
archive: setup
	$(BIN)/python examples/make_archive.py

# The models that ship, tuned again; DATA is the folder of the public data sets (recipes/README.md).
models: setup
	$(BIN)/python -m recipes.make_models --data $(DATA)

lock:
	rm -rf $(VENV)-lock
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet 'torch==2.13.0' '.[dev]'
	sed -n '/^#/p' constraints.txt > constraints.new
	$(VENV)-lock/bin/pip freeze | grep -vi '^briefbook' | sed 's/+cpu//' | sort -f >> constraints.new
	mv constraints.new constraints.txt
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) demo.briefbook .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
