# `make demo` shows a made-up bank in the browser, `make test` runs the tests; both install what they need into .venv.
# Needed beforehand: make and Python 3.11 or newer with venv. Works with GNU make 3.81 and the tools of a bare macOS.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Options of pytest: two workers, since two cores are what everybody has; neighbours stay together and share what they set up.
PYTEST_FLAGS ?= -n 2 --dist worksteal
# The database of the tests: sqlite or postgres; a PostgreSQL server of their own is started for them.
DATABASE ?= sqlite
# Of the settlement's bench: 1 is a million customers. BENCH_ONLY=duckdb_sql,... picks rivals, BENCH_FOLDER keeps the bank.
BENCH_SCALE ?= 0.1
# A locked release is taken for its digest, wherever it comes from.
LOCKED := install --quiet --require-hashes
WORDS := $(shell find src -name '*.po')

help:
	@echo 'make demo     make, load and settle a made-up bank and serve it on 127.0.0.1:8000'
	@echo 'make test     run the tests (DATABASE=postgres: on PostgreSQL)'
	@echo 'make install  leave .venv/bin/qiao'
	@echo 'make check    lint, types, import contracts, migrations'
	@echo 'make bench    the measured claims, each with its figure'
	@echo 'make soak     kill the direct link 500 times under load, on each database'
	@echo 'make fuzz     100,000 damaged messages to the readers of the direct link (QIAO_TEST_DATA: published ones too), 100,000 to its doors'
	@echo 'make lock     solve the dependencies again (UPGRADE=--upgrade takes newer releases)'
	@echo 'make clean    remove .venv and what tools keep; never the folder of state'

demo: install
	$(BIN)/qiao demo

install: $(VENV)/.qiao

test: $(VENV)/.test
	QIAO_TEST_DATABASE=$(DATABASE) $(BIN)/python -m pytest $(PYTEST_FLAGS)

check: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	QIAO_HOME=$(VENV)/home $(BIN)/python -m django makemigrations --check --dry-run --settings qiao.project.settings

soak: $(VENV)/.test
	@for database in sqlite postgres; do \
	QIAO_LINK_KILLS=500 QIAO_TEST_DATABASE=$$database $(BIN)/python -m pytest -q -s tests/test_link_killed.py || exit 1; done

fuzz: $(VENV)/.test
	PYTHONPATH=src:. $(BIN)/python -m bench.fuzz.messages
	QIAO_FUZZ_DOORS=100000 QIAO_TEST_DATABASE=$(DATABASE) $(BIN)/python -m pytest -q -s -n0 src/qiao/directlink/tests/test_door_fuzz.py

bench: $(VENV)/.bench
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done
	@echo '== bench/settlement'; BENCH_SCALE=$(BENCH_SCALE) $(BIN)/python -m bench.settlement.compare
	@echo '== bench/deltas'; BENCH_SCALE=$(BENCH_SCALE) $(BIN)/python -m bench.deltas.late_claim
	@echo '== bench/pages'; BENCH_SCALE=$(BENCH_SCALE) $(BIN)/python -m bench.pages.load
	@echo '== bench/search'; $(BIN)/python -m bench.search.million
	@echo '== bench/profile'; $(BIN)/python -m bench.profile.importing
	@echo '== bench/linkage'; $(BIN)/python -m bench.linkage.measure && $(BIN)/python -m bench.linkage.scale
	@echo '== bench/ties'; $(BIN)/python bench/ties/measure.py
	@echo '== bench/load'; $(BIN)/python -m bench.load.balance
	@echo '== bench/gaming'; $(BIN)/python -m bench.gaming.measure
	@echo '== bench/simulation'; $(BIN)/python -m bench.simulation.measure
	@echo '== bench/link'; $(BIN)/python -m bench.link.throughput
	@echo '== bench/link, files'; $(BIN)/python -m bench.link.files && $(BIN)/python -m bench.link.accepting
	@echo "== bench/settlement, engines"; BENCH_SCALE=$(BENCH_SCALE) $(BIN)/python -m bench.settlement.engines

# The newest Python that will do, or the one named: make install PYTHON=/opt/python3.12/bin/python3
$(VENV)/.python:
	@set -e; \
	if [ -n "$(PYTHON)" ]; then candidates="$(PYTHON)"; \
	else candidates="python3.14 python3.13 python3.12 python3.11 python3 python"; fi; \
	chosen=; bare=; \
	for candidate in $$candidates; do \
	  "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  if "$$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then chosen=$$candidate; break; fi; \
	  bare=$$candidate; \
	done; \
	if [ -z "$$chosen" ] && [ -n "$$bare" ]; then \
	  echo "Qiao: $$bare has no venv. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; \
	elif [ -z "$$chosen" ]; then \
	  echo "Qiao needs Python 3.11 or newer with venv; looked for: $$candidates." >&2; \
	  echo "Install one, or name it: make install PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	echo "Qiao: $(VENV) is made with $$chosen ($$($$chosen -c 'import platform; print(platform.python_version())'))"; \
	"$$chosen" -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements/run.txt requirements/build.txt
	@echo 'Qiao: installing the locked dependencies (a minute or two the first time)'
	@$(PIP) $(LOCKED) -r requirements/run.txt -r requirements/build.txt
	@touch $@

# The web assets come first and by themselves, so that a registry out of reach is told in plain words.
$(VENV)/.qiao: $(VENV)/.run pyproject.toml hatch_build.py src/qiao/project/assets/package-lock.json requirements/schemas.txt $(WORDS)
	@if [ -n "$$($(BIN)/python hatch_build.py --missing)" ]; then \
	  echo 'Qiao: no npm here, taking one along'; $(PIP) $(LOCKED) -r requirements/npm.txt; \
	fi
	@echo 'Qiao: fetching the web assets, compiling the words, installing the command'
	@$(BIN)/python hatch_build.py
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@echo 'Qiao: installed as $(BIN)/qiao'
	@touch $@

$(VENV)/.test: $(VENV)/.qiao requirements/test.txt
	@echo 'Qiao: installing what tests and checks run on'
	@$(PIP) $(LOCKED) -r requirements/test.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.test requirements/bench.txt
	@echo 'Qiao: installing the rivals of the bench'
	@$(PIP) $(LOCKED) -r requirements/bench.txt
	@touch $@

# Universal locks: one file for Linux and macOS and every Python from 3.11; digests and no addresses.
SOLVE = UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal --generate-hashes \
  --python-version 3.11 --no-emit-index-url --no-emit-find-links $(UPGRADE)

lock: $(VENV)/.python
	$(PIP) install --quiet 'uv>=0.13'
	$(SOLVE) pyproject.toml -o requirements/run.txt
	$(SOLVE) pyproject.toml --group test -c requirements/run.txt -o requirements/test.txt
	$(SOLVE) --group bench -c requirements/test.txt -o requirements/bench.txt
	$(SOLVE) --group build -c requirements/test.txt -o requirements/build.txt
	$(SOLVE) --group npm -o requirements/npm.txt
	$(SOLVE) --no-deps --group schemas -o requirements/schemas.txt
	cd src/qiao/project/assets && npm install --package-lock-only --ignore-scripts

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/qiao/project/static/vendor

.PHONY: help demo install test check soak fuzz bench lock clean
