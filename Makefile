# Every command of the project; `make` alone lists them. Works with GNU make 3.81, the one macOS brings.
PYTHON ?= python3
RUN := .venv/bin/python -m
SETUP := $(PYTHON) tools/bootstrap.py
export PYTHONPATH := layers/runtime/python

.PHONY: help setup demo up down token redrive test histories check unit docs site bench locks clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup:  ## make the Python environments from the lock files (any Python from 3.11 on)
	@$(SETUP) dev embedded

demo: setup  ## decide two real batches on an embedded AWS, show the result, stop everything
	@$(RUN) tools.demo

up: setup  ## the same, and keep the service running (PORT=4566 to choose the port)
	@$(RUN) tools.demo --keep $(if $(PORT),--port $(PORT))

down: setup  ## stop what `make up` keeps running
	@$(RUN) tools.demo --stop

token: setup  ## print a token for it (SCOPES=read,review PAYERS=evolent to narrow it)
	@$(RUN) tools.bearer_token $(if $(SCOPES),--scopes '$(SCOPES)') $(if $(PAYERS),--payers '$(PAYERS)')

redrive: setup  ## send dead letters back to their queues, here or in your account (STACK=name)
	@$(RUN) $(if $(STACK),radonc_aws.redrive --stack '$(STACK)',tools.redrive)

test: check  ## every check and every test, as CI does
	@$(RUN) tools.browser
	@$(RUN) pytest -n 2 --dist loadfile

histories: setup  ## the long run: 10,000 random histories of deliveries (HISTORIES=2000 for a shorter one)
	@RADONC_HISTORIES=$(or $(HISTORIES),10000) $(RUN) pytest -q tests/integration/test_histories.py

check:  ## lint, types, import contracts, template lint, drift of generated files
	@$(SETUP) dev embedded checkov
	@$(RUN) tools.check

unit: setup  ## only the tests that need no AWS and no browser: the fast loop
	@$(RUN) pytest -q tests --ignore=tests/e2e --ignore=tests/integration --ignore=tests/browser

docs: setup  ## rewrite the generated pages from the catalogue
	@$(RUN) tools.catalogue
	@$(RUN) tools.openapi

site: setup  ## write the site of all edits, to search by code, into build/site
	@.venv/bin/radonc edits --html build/site

bench: setup  ## measure against our own parser, orjson, the bare runtime client and a naive rule loop
	@$(RUN) benchmarks

locks:  ## resolve the lock files anew (needs uv)
	@$(PYTHON) tools/locks.py

clean:  ## remove everything that was made here: environments, builds, caches
	@if [ -x .venv/bin/python ]; then $(RUN) tools.demo --stop || true; fi
	rm -rf .venv .venvs build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
