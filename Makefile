# Two commands do everything: `make demo` and `make test`. Both build their own virtual environment.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test check format benchmark screenshots schema clean

$(VENV)/.demo: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[demo]'
	@touch $@

$(VENV)/.dev: $(VENV)/.demo
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# The AWS CLI pins its own botocore, so it lives in an environment of its own; fix scripts are run with it.
$(VENV)-awscli/.done:
	$(PYTHON) -m venv $(VENV)-awscli
	$(VENV)-awscli/bin/pip install --quiet --disable-pip-version-check awscli
	@touch $@

demo: $(VENV)/.demo
	@$(BIN)/troubleshooter demo

test: check
	TROUBLESHOOTER_TEST_AWSCLI=$(abspath $(VENV)-awscli)/bin/aws $(BIN)/pytest -n auto

check: $(VENV)/.dev $(VENV)-awscli/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

benchmark: $(VENV)/.dev
	for f in tests/benchmarks/bench_*.py; do echo "== $$f"; $(BIN)/python -m tests.benchmarks.$$(basename $$f .py); done

schema: $(VENV)/.dev
	$(BIN)/python docs/make_schema.py

screenshots: $(VENV)/.dev
	$(BIN)/python screenshots/make.py

clean:
	rm -rf $(VENV) $(VENV)-awscli build dist
