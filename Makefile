# claims-tracker: `make run` shows the flagged-claims report and keeps watch, `make test` passes the tests, `make help` lists the rest.

# Bytecode pays: importing Great Expectations without it costs seconds at every start.
unexport PYTHONDONTWRITEBYTECODE
# Pip holds what it installs to the pins, the build backend in its own environment included.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The rules that read articles are compiled where that can be done. To leave it: make run COMPILE_RULES=0
COMPILE_RULES ?= 1
RULES := $(wildcard tracker/extract/*.py tracker/extract/*/*.py)

# The first Python of these that is new enough. Another one: make PYTHON=/path/to/python run
PYTHON ?= $(shell for python in python3.11 python3 python3.14 python3.13 python3.12; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --quiet

.DEFAULT_GOAL := help
.PHONY: help run test check format bench drill wheel pins clean

help: ## list what make can do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

run: .venv/installed ## install, start the database, load the sample if there is nothing else, print the report, keep watch
	@exec $(BIN)/tracker run

test: .venv/ready ## install what tests need and run them all (one: make test ARGS=tests/test_readme.py)
	$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),--numprocesses logical --dist worksteal)

check: .venv/ready ## look for mistakes without running anything: ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/ready ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/ready ## measure reading, checking and importing on this machine
	$(BIN)/python -m bench.extract --public --memory
	$(BIN)/python -m bench.checks
	$(BIN)/python -m bench.transfer
	$(BIN)/python -m bench.linking
	$(BIN)/python -m bench.relations
	$(BIN)/python -m bench.spread

drill: .venv/ready ## break the service and its database in every way it must survive (two hours)
	$(BIN)/python -m drills.kill
	$(BIN)/python -m drills.stop
	$(BIN)/python -m drills.leaders
	$(BIN)/python -m drills.database
	$(BIN)/python -m drills.clock
	$(BIN)/python -m drills.bad
	$(BIN)/python -m drills.many
	$(BIN)/python -m drills.leaks
	$(BIN)/python -m drills.memory

wheel: .venv/ready ## build the wheel and the source archive in dist/
	$(BIN)/python -m build --outdir dist .

pins: ## renew constraints.txt with the newest releases that pyproject.toml allows
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; unset PIP_CONSTRAINT PIP_BUILD_CONSTRAINT; \
	$(PYTHON) -m venv "$$folder"; pip="$$folder/bin/python -m pip"; \
	$$pip install --quiet --upgrade pip; \
	$$pip install --quiet --editable . --group dev hatchling editables setuptools; \
	{ sed -n '/^#/p' constraints.txt; $$pip freeze --all --exclude-editable --exclude wheel | \
		"$$folder/bin/python" -c 'import sys; print(*sorted(sys.stdin.read().split(), key=str.casefold), sep="\n")'; \
	} > "$$folder/pins"; \
	cp "$$folder/pins" constraints.txt

clean: ## remove everything that make made; the tracker's own data stays
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The pip that Python 3.11 brings along takes twice as long and knows no dependency groups; the pins name a newer one.
.venv/python:
	@test -n "$(PYTHON)" || { echo "claims-tracker needs Python 3.11 or newer: install it, or name it: make PYTHON=/path/to/python run" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "claims-tracker needs Python 3.11 or newer, and $(PYTHON) is none" >&2; exit 1; }
	@echo "making a virtual environment in .venv" >&2
	@$(PYTHON) -m venv .venv
	@$(PIP) install pip
	@touch $@

.venv/installed: .venv/python pyproject.toml constraints.txt hatch_build.py $(RULES)
	@$(MAKE) --no-print-directory --jobs .venv/packages .venv/rules
	@touch $@

.venv/packages: .venv/python pyproject.toml constraints.txt hatch_build.py
	@echo "installing claims-tracker in .venv: a minute the first time" >&2
	@$(PIP) install --no-compile --editable .
	@$(BIN)/python -m compileall -q -j 0 .venv/lib tracker alembic
	@touch $@

.venv/rules: .venv/python constraints.txt hatch_build.py $(RULES)
	@rm -rf build/rules build/rules-new
	@mkdir -p build
	@if test "$(COMPILE_RULES)" != 1; then :; \
	elif ! command -v cc >/dev/null && ! command -v gcc >/dev/null; then \
		echo "there is no C compiler: articles are read by plain Python, which takes a few times as long" >&2; \
	elif echo "compiling the rules that read articles: a minute or two the first time" >&2; \
		COMPILE_RULES=1 $(PIP) install --no-deps --no-compile --target build/rules-new . >build/rules.log 2>&1; then \
		mv build/rules-new build/rules; \
	else \
		echo "the rules do not compile here (build/rules.log says why): articles are read by plain Python, which takes" \
			"a few times as long" >&2; \
	fi
	@touch $@

.venv/ready: .venv/installed
	@echo "installing what the tests need in .venv" >&2
	@$(PIP) install --compile --group dev
	@touch $@
