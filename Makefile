# fleetex: everything that a checkout needs, with Python 3.11+ (with venv) and make alone.
#
#   make demo      plan and run the reference exercise, write its report and its replay
#   make test      run the tests
#   make help      the rest
#
# Python packages go into .venv in this folder, by the lock files, with hashes; nothing else on the machine is touched.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

SCENARIO := scenarios/northern-interaction-2023.yaml
OUT := out
PAGE := src/fleetex/web/replay.html
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input --quiet
INSTALL := $(PIP) install --require-hashes

# The first interpreter on the path that is new enough; `make PYTHON=/where/python3.13 demo` chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; break; fi; done)

.PHONY: help demo web test test-all lint format bench bench-replay bench-watch bench-plan docs lock wheel clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -e 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

.venv/made:
	@if [ -z "$(PYTHON)" ]; then echo 'fleetex needs Python 3.11 or newer; none was found on the path (make PYTHON=/path/to/python3 ...)' >&2; exit 1; fi
	@echo 'making .venv with $(PYTHON)'
	@"$(PYTHON)" -m venv --clear .venv || { echo 'The venv module does not work here; on Debian or Ubuntu: apt install python3-venv' >&2; rm -rf .venv; exit 1; }
	@touch $@

.venv/runs: .venv/made requirements.lock requirements-build.lock pyproject.toml
	@echo 'installing what fleetex needs (once; a few hundred megabytes)'
	@$(INSTALL) -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(PY) -m compileall -q src/fleetex
	@touch $@

.venv/tests: .venv/runs requirements-dev.lock
	@echo 'installing what the tests need (once)'
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

demo: .venv/runs ## plan the reference exercise, run it into out/, write its report and its replay
	@mkdir -p $(OUT); $(MAKE) --no-print-directory web > $(OUT)/web.txt 2>&1 & page=$$!; \
	$(PY) -m fleetex plan $(SCENARIO) -o $(OUT)/plan > $(OUT)/plan.txt && \
	$(PY) -m fleetex run $(SCENARIO) --timetable $(OUT)/plan/timetable.yaml -o $(OUT)/recording --overwrite \
	|| { kill $$page 2> /dev/null; exit 1; }; \
	wait $$page || tail -n 3 $(OUT)/web.txt; link=; \
	if [ -f $(PAGE) ]; then $(PY) -m fleetex replay $(OUT)/recording -o $(OUT)/replay.html && link='--replay replay.html'; \
	else echo 'The replay is left out, its page is not built; for it type: make web demo'; fi; \
	$(PY) -m fleetex report $(OUT)/recording -o $(OUT)/report.html $$link && \
	echo 'The report is $(OUT)/report.html: open it in a browser.'

web: .venv/runs ## build the page of the replay (with a Node from a package where the machine has none)
	@$(PY) hatch_build.py --has-node || { echo 'installing Node as a package (once; 61 MB)'; $(INSTALL) -r requirements-web.lock; }
	@$(PY) hatch_build.py

test: .venv/tests ## run the tests (minutes)
	@$(PY) -m pytest -n auto --dist loadfile

test-all: .venv/tests ## run the slow tests too
	@$(PY) -m pytest -n auto --dist loadfile -m 'slow or not slow'

lint: .venv/tests ## formatting, lint, types, import floors
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

format: .venv/tests ## format the sources
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: .venv/tests ## speed and size beside two baselines, as JSON
	@$(PY) -m benchmarks

bench-replay: .venv/tests web ## the page of the replay in chromium, as JSON
	@$(PY) -m benchmarks.replay

bench-watch: .venv/tests ## a run from the server, watched by nobody and by five, as JSON
	@$(PY) -m benchmarks.watching

bench-plan: .venv/tests ## programmes of 20 and 200 serials placed, as JSON
	@$(PY) -m benchmarks.planning

docs: .venv/runs ## write docs/recording.md anew from the recording schema
	$(PY) -m fleetex.record.describe > docs/recording.md

wheel: .venv/tests web ## build dist/fleetex-*.whl
	@$(PY) -m build --wheel --no-isolation --outdir dist .

UV := $(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11
lock: .venv/tests ## write the lock files anew: names, versions and hashes, no addresses
	$(UV) pyproject.toml -o requirements.lock
	$(UV) --group build -c requirements.lock -o requirements-build.lock
	$(UV) --group web -o requirements-web.lock
	$(UV) pyproject.toml --group dev -c requirements.lock -c requirements-build.lock -o requirements-dev.lock

clean: ## remove .venv, out/, dist/ and the tools' caches
	rm -rf .venv $(OUT) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
