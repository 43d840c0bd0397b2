# The verbs of this repository; `make` lists them. Needs Python 3.11 or newer, and nothing else.
# Each verb first sets up what it needs, once: a stamp in .venv says for which lock file.

# What was compiled once is kept: without, every process of the tests spends seconds on compiling.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := list
.PHONY: list setup up demo test check fmt migration bench bench-plan month ledger waiting waves desk bench-paper papers browser storm webhooks offline faults platforms certificate fuzz docs clients clean

# python3 when it is new enough, else a newer one that is installed beside it
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)
#: test processes, each with a PostgreSQL of its own; the tests of a file share one. Many of them wait for
#: processes that they start or kill, so two cores have work for three
TESTS_AT_ONCE ?= 3
#: how many times larger than in the suite `make storm` is
TIMES ?= 10
#: how many times larger than in the suite `make webhooks` is: 100,000 events, 1,000 keys
EVENT_TIMES ?= 1000
KEY_TIMES ?= 167
#: how many times larger than in the suite `make offline` is: ten thousand scans
OFFLINE_TIMES ?= 77

ifdef UV
INSTALL = $(UV) pip install --quiet --python $(PY)
else
INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --no-input
endif

list:
	@echo "The warehouse. make …"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 13

setup: $(VENV)/.developer ## install everything for working on the code, with a `wms` command in .venv/bin

up: $(VENV)/.runtime ## start the warehouse and keep its data in .data; Ctrl-C stops it
	@$(PY) -m wms up

demo: $(VENV)/.runtime ## open a demo warehouse and drive real orders through its doors
	@$(PY) -m wms demo

test: $(VENV)/.browser $(VENV)/.node ## run all tests, with real servers and a real browser
	$(PY) -m pytest -n $(TESTS_AT_ONCE) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.developer ## lint, format, types, and which way the imports run
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest tests/architecture

fmt: $(VENV)/.developer ## put the code into its one format
	$(VENV)/bin/ruff check --fix --quiet . || true
	$(VENV)/bin/ruff format .

migration: $(VENV)/.developer ## draft a migration from the tables: make migration NAME="a sentence"
	@$(PY) -m migrations "$(NAME)"

bench: $(VENV)/.developer ## measure scans and orders a second against bare floors, as ratios
	$(PY) -m bench $(ARGS)

bench-plan: $(VENV)/.developer ## measure walks, batches and waves of the planner on one core
	$(PY) -m bench.plan $(ARGS)

month: $(VENV)/.developer ## live a month of a warehouse with three shops, and prove that it adds up
	$(PY) -m bench.month $(ARGS)

ledger: $(VENV)/.developer ## fill a ledger to a million movements, and measure how fast stock answers
	$(PY) -m bench.ledger $(ARGS)

waiting: $(VENV)/.developer ## let thousands of orders wait, and measure the pass that serves them
	$(PY) -m bench.waiting $(ARGS)

waves: $(VENV)/.developer ## plan 200 walks for 1,000 and for 10,000 waiting orders, and scan meanwhile
	$(PY) -m bench.waves $(ARGS)

desk: $(VENV)/.developer ## measure the desk's pages of orders with 1,000 and with 10,000 open orders
	$(PY) -m bench.desk $(ARGS)

bench-paper: $(VENV)/.developer ## measure slips and labels a second, and five hundred slips in one PDF
	$(PY) -m bench.paper $(ARGS)

papers: $(VENV)/.developer ## print ten thousand random slips and labels and read every code back (ARGS="--seed 7")
	$(PY) -m tests.printing.proof $(ARGS)

browser: $(VENV)/.browser ## run the tests in a real browser, and of every page of the desk, in every language
	WHOLE=1 $(PY) -m pytest tests/browser tests/office/test_looks.py tests/office/test_pages.py tests/office/test_export.py -m "" $(ARGS)

storm: $(VENV)/.developer ## everybody at once on a few products: 100,000 operations (TIMES=10)
	$(PY) -m pytest tests/concurrency tests/tenants/test_pool.py -m "" --times $(TIMES) --timeout 0 $(ARGS)
	TIMES=$(TIMES) $(PY) -m pytest tests/properties tests/printing tests/photos tests/planning tests/packing/test_slip_language.py \
		tests/catalog tests/test_barcodes.py --timeout 0
	$(PY) -m pytest tests/bench -m "" --timeout 0

webhooks: $(VENV)/.developer ## 100,000 events to receivers down for days; 1,000 keys asked by 50 twins (SEED=7)
	$(PY) -m pytest tests/workers/test_down_for_days.py -s -m "large" --times $(EVENT_TIMES) --timeout 0 $(if $(SEED),--seed $(SEED)) $(ARGS)
	$(PY) -m pytest tests/faults/test_killed_among_twins.py -s -m "" --times $(KEY_TIMES) --timeout 0 $(if $(SEED),--seed $(SEED)) $(ARGS)

offline: $(VENV)/.browser ## ten thousand scans over Wi-Fi that drops, delays, doubles and reorders them (SEED=7)
	SEED=$(SEED) $(PY) -m pytest tests/browser/test_offline.py -s -m "" --times $(OFFLINE_TIMES) --timeout 0 $(ARGS)

faults: $(VENV)/.developer ## kill -9 at every statement of every write, and of everything else; every upgrade
	$(PY) -m pytest tests/faults tests/workers/test_print_agent.py tests/backup/test_upgrade.py tests/test_migrations.py \
		-n $(TESTS_AT_ONCE) -m "" --times 4 --timeout 900 $(ARGS)

platforms: $(VENV)/.developer ## four hundred events of a shop's platform at once, some twice, some lost, in any order
	$(PY) -m pytest tests/platforms -m "" --timeout 900 $(ARGS)

certificate: $(VENV)/.node ## both clients and every shop platform earn the go-live certificate
	$(PY) -m pytest tests/certificate -s -m large --timeout 300 $(ARGS)

fuzz: $(VENV)/.developer ## a thousand requests of every kind to every operation of the API
	$(PY) -m pytest -m "" tests/fuzz --times 500 --timeout 0 -n $(TESTS_AT_ONCE) --dist load $(ARGS)

docs: $(VENV)/.developer ## write the docs of the API as files into build/docs, and check that all docs tell the truth
	$(PY) -m api.write_guide build/docs $(ARGS)
	$(PY) -m pytest tests/docs

clients: $(VENV)/.developer ## write the clients for shops' programs from the API's description
	@$(PY) -m clients

clean: ## remove what was installed or cached; the data in .data stays
	rm -rf $(VENV) node_modules build dist *.egg-info clients/typescript/node_modules clients/typescript/dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.data/*' -prune -exec rm -rf {} +

# Node.js is not a must: without it the TypeScript client's tests say that they were skipped.
$(VENV)/.node: clients/typescript/package-lock.json | $(VENV)/.developer
	@npm ci --silent --prefix clients/typescript || \
		echo "Without npm's packages the TypeScript client is not tested."
	@touch $@

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, as python3 on the PATH."; exit 1; }
ifdef UV
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "This Python lacks venv (Debian: apt install python3-venv)."; exit 1; }
endif

$(VENV)/.runtime: requirements.lock | $(PY)
	@echo "Installing what the warehouse runs on (once) …"
	@began=$$(date +%s) && $(INSTALL) --require-hashes --requirement requirements.lock && \
		echo "done in $$(( $$(date +%s) - began )) s"
	@touch $@

# The developers' lock holds the runtime's libraries too, in the same versions.
$(VENV)/.developer: requirements-dev.lock pyproject.toml | $(PY)
	@echo "Installing what developers need (once) …"
	@began=$$(date +%s) && $(INSTALL) --require-hashes --requirement requirements-dev.lock && \
		$(INSTALL) --no-deps --no-build-isolation --editable . && \
		echo "done in $$(( $$(date +%s) - began )) s"
	@touch $(VENV)/.runtime $@

$(VENV)/.browser: tests/browser/install.py | $(VENV)/.developer
	@$(PY) tests/browser/install.py
	@touch $@
