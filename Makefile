# Two commands do everything: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help demo demo-data serve test check bench lint types docs picture clean

help: ## show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Ballast needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(READY) ## a made-up practice, from its exports to the dashboard in the browser
	$(BIN)/ballast demo --port $(PORT)

demo-data: $(READY) ## the same without serving
	$(BIN)/ballast demo --no-serve

serve: $(READY) ## the dashboard over data/
	$(BIN)/ballast serve --port $(PORT)

test: $(READY) ## every test
	$(BIN)/python -m pytest -q -n auto

lint: $(READY) ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## types
	$(BIN)/mypy

check: lint types ## style, types, known vulnerabilities, deep property tests, coverage
	$(BIN)/python tests/dependencies.py
	BALLAST_HYPOTHESIS=deep $(BIN)/python -m coverage run -m pytest -q
	$(BIN)/python -m coverage report --skip-covered --sort=cover

bench: $(READY) ## what it costs, beside a hand-written floor; rewrites benchmarks/README.md
	$(BIN)/python benchmarks/run.py

docs: $(READY) ## the generated parts of docs/
	$(BIN)/ballast docs

picture: $(READY) ## the picture in README, from the running dashboard
	$(BIN)/python docs/picture.py

clean: ## remove the made-up practice and the virtual environment
	rm -rf data/demo $(VENV)
