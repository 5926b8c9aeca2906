# Every target makes what it needs; nothing else has to be installed first than Python 3.11+.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
LOWEST_UV = $(or $(UV),$(BIN)/uv)
LOWEST = tests/cli/test_cli_run.py tests/report/test_report_summary.py tests/test_python.py

.PHONY: demo test test-slow test-long test-lowest lint baselines bands bench calibrate docs-figures docs-studies clean

demo: $(VENV)/.core
	@echo "A thousand histories of the Doha talks of August 2024, with tables and figures, into runs/demo: about a quarter of a minute."
	@$(BIN)/python run_sim.py run scenarios/gaza/doha-2024-08.yaml -n 1000 --seed 1 --out runs/demo --overwrite

test: lint
	$(BIN)/python -m pytest -n 2

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 -m slow $(SLOW)

test-long: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 -m long

# The oldest versions of what the simulator needs that pyproject.toml allows, from wheels, on Python 3.11: installed anew, and tested.
test-lowest: $(VENV)/.dev
	$(if $(UV),,$(BIN)/python -m pip install --quiet --disable-pip-version-check uv)
	$(LOWEST_UV) venv --clear --quiet --python 3.11 $(VENV)/lowest
	$(LOWEST_UV) pip install --quiet --python $(VENV)/lowest/bin/python --only-binary :all: --resolution lowest-direct -r pyproject.toml 'pytest>=8' 'hypothesis>=6.100'
	PYTHONPATH=. $(VENV)/lowest/bin/python -m pytest -W ignore::DeprecationWarning $(LOWEST)

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# What is held to the bit, made anew on purpose; for some of it: make baselines SOME="bridging/nash library/one-mediator".
baselines: $(VENV)/.dev
	$(BIN)/python tests/baselines/digest.py --write $(SOME)

docs-figures: $(VENV)/.dev
	$(BIN)/python docs/draw.py $(CLAIM)
	$(BIN)/python docs/model_tables.py

docs-studies: $(VENV)/.dev
	$(BIN)/python docs/studies/study.py

calibrate: $(VENV)/.dev
	for day in 2024-08-15 2024-08-19 2025-03-05 2025-07-06 2025-07-24; do $(BIN)/python run_sim.py calibrate gaza --as-of $$day --keep --overwrite || exit 1; done
	for bias in low high; do $(BIN)/python run_sim.py calibrate gaza --as-of 2024-08-15 --bias $$bias --keep --overwrite || exit 1; done
	$(BIN)/python run_sim.py calibrate gaza --as-of 2024-08-15 --without i24NEWS --keep --overwrite

# What has to come out of talks that matter, beside what does: two minutes; fills docs/explanation/aims.md.
bands: $(VENV)/.dev
	$(BIN)/python docs/studies/aims.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/speed.py

clean:
	rm -rf $(VENV) runs

$(BIN)/python:
ifdef UV
	uv venv --python '>=3.11' $(VENV)
else
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
endif

$(VENV)/.core: pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) with what the simulator needs: once, a minute or two."
	$(if $(UV),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check) --editable .
	touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(if $(UV),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check) --editable '.[dev]'
	touch $@ $(VENV)/.core
