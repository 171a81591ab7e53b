# What CI runs is what a person runs: every target does the set-up that it needs, and no more.
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.ready-to-run
DEVELOP := $(VENV)/.ready-to-develop
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup

.PHONY: setup demo test test-all check fix docs bench lock clean

setup: $(DEVELOP)

$(RUN): requirements.lock requirements-build.lock pyproject.toml scripts/setup
	sh scripts/setup $(VENV) requirements-build.lock requirements.lock
	@touch $@

$(DEVELOP): requirements-dev.lock $(RUN)
	sh scripts/setup $(VENV) requirements-dev.lock
	@touch $@

demo: $(RUN)
	$(BIN)/python -m demo

test: setup
	$(PYTEST) -m "not full"

# The long ones too, as .ci/run does.
test-all: setup
	$(PYTEST)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m fanlight policy check

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup
	$(BIN)/mkdocs build --strict

bench: setup
	$(BIN)/python -m benchmarks

# Locks carry hashes and no addresses.
lock:
	sh scripts/lock

clean:
	rm -rf $(VENV) site demo/out demo/records build dist
