# What CI runs is what a person runs: every target does the set-up that it needs.
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.fanlight-ready

.PHONY: setup demo test check fix docs bench lock clean

setup: $(STAMP)

$(STAMP): requirements-dev.lock pyproject.toml scripts/setup
	sh scripts/setup $(VENV)
	@touch $(STAMP)

demo: setup
	$(BIN)/python -m demo

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup

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
