# Each target makes what it needs first; a second call finds the stamps and starts at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
VENDOR := src/wuzhi/core/static/vendor
PO := $(wildcard src/wuzhi/locale/*/LC_MESSAGES/*.po)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

.PHONY: help setup setup-test setup-lint demo test lint torture bench requirements messages wheel clean

help:
	@echo "make demo                 the demo county: one working day, then http://127.0.0.1:8000"
	@echo "make demo ONCE=1          the same without serving; REPORTS=FILE takes real reports, PORT=8001 another port"
	@echo "make test                 every test that this machine can run; says what it left out"
	@echo "make lint                 style, types, import rules, templates, migrations"
	@echo "make torture              long trials: kills, faults, many clients"
	@echo "make bench                the benchmarks, each a command"
	@echo "make setup                the environment alone"
	@echo "make requirements         compile requirements/ anew (needs uv)"
	@echo "make messages             collect new texts for translation (needs gettext)"
	@echo "make wheel                dist/*.whl, checked"
	@echo "make clean                remove what was built; var/ (the demo's data) stays"

$(DONE)/venv: scripts/make_venv.py
	@$(PYTHON) scripts/make_venv.py $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/base: $(DONE)/venv requirements/base.txt requirements/build.txt
	@echo "Installing what wuzhi needs (pinned, hashed) ..."
	@$(PIP) install --require-hashes -r requirements/base.txt -r requirements/build.txt
	@touch $@

$(DONE)/wuzhi: $(DONE)/base pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(DONE)/frontend: $(DONE)/venv package.json package-lock.json .npmrc scripts/frontend.py requirements/node.txt
	@$(BIN)/python scripts/frontend.py $(VENDOR)
	@touch $@

$(DONE)/messages: $(DONE)/venv $(PO) scripts/compile_messages.py
	@$(BIN)/python scripts/compile_messages.py src/wuzhi/locale
	@touch $@

$(DONE)/test: $(DONE)/base requirements/test.txt
	@echo "Installing what the tests need (pinned, hashed) ..."
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(DONE)/lint: $(DONE)/test requirements/lint.txt
	@echo "Installing what the checks need (pinned, hashed) ..."
	@$(PIP) install --require-hashes -r requirements/lint.txt
	@touch $@

setup: $(DONE)/wuzhi $(DONE)/frontend $(DONE)/messages
setup-test: setup $(DONE)/test
setup-lint: setup $(DONE)/lint

demo: setup
	@$(BIN)/wuzhi demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT)) $(if $(REPORTS),--reports "$(REPORTS)")

test: setup-test
	@$(BIN)/python scripts/run_tests.py $(if $(STRICT),--strict)

lint: setup-lint
	@$(BIN)/python scripts/lint.py

torture: setup-test
	@$(BIN)/python -m pytest -m torture -s tests/torture

bench: setup-test
	@$(BIN)/python scripts/list_benches.py bench

requirements:
	@python3 scripts/compile_requirements.py

messages: setup
	@mkdir -p src/wuzhi/locale
	@cd src/wuzhi && env -u DJANGO_SETTINGS_MODULE ../../$(BIN)/python -m django makemessages --locale zh_Hans --no-wrap --no-location

wheel: setup
	@$(BIN)/python scripts/check_wheel.py dist

clean:
	rm -rf build dist node_modules screenshots $(VENDOR) $(VENV)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src -name '*.mo' -delete
