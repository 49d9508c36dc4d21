# Two commands for everybody: `make demo` and `make test`. The others are for those who build.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
# uv installs in seconds where pip takes a minute; pip is there on every machine.
INSTALL = $(shell command -v uv >/dev/null 2>&1 && echo "uv pip install --quiet --python $(BIN)/python" || echo "$(PIP) install")

# What is compiled once is kept, whatever the shell was told: every process that starts, and a run
# of the tests starts some dozens, would compile every library anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo demo-again test lint lint-types lint-code lint-templates lint-house explore bench audit translations migration clean

demo: $(VENV)/.installed
	$(BIN)/candour demo

demo-again:
	rm -rf instance/demonstration.json instance/portal.sqlite* instance/settings.toml \
		instance/secrets instance/outbox instance/recovery instance/loading
	$(MAKE) --no-print-directory demo

# What reads the code reads it beside each other; the rules of the house are tried once.
test: $(VENV)/.installed-dev
	$(MAKE) --no-print-directory -j2 lint
	$(BIN)/pytest -n 2 --ignore tests/architecture tests portal

lint: lint-types lint-code lint-templates lint-house

lint-types: $(VENV)/.installed-dev
	$(BIN)/mypy

lint-code: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-templates: $(VENV)/.installed-dev
	$(BIN)/djlint --quiet --lint templates

lint-house: $(VENV)/.installed-dev
	$(BIN)/pytest -q -n0 tests/architecture

explore: $(VENV)/.installed-dev
	CANDOUR_HYPOTHESIS=explore $(BIN)/pytest -q -n 2 \
		$$(grep -rl "import.*given" --include=*.py tests)

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench

audit: $(VENV)/.installed-dev
	@mkdir -p build
	$(BIN)/python -m audit --output build/audit.jsonl

translations: $(VENV)/.installed-dev
	$(BIN)/pybabel -q extract -F translations/babel.cfg -k _l -k lazy_gettext --no-location --sort-output -o translations/messages.pot .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations --no-fuzzy-matching --ignore-pot-creation-date
	rm translations/messages.pot

migration: $(VENV)/.installed-dev
	$(BIN)/candour make-migration "$(MESSAGE)"

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null 2>&1 && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) build
