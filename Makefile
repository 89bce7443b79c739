# Everything people and the build server do has its target here; `make help` lists them.

PYTHON ?= python3
# Test processes; each starts its own PostgreSQL when it needs one.
JOBS ?= 2
# How long to look for what nobody has found yet.
MINUTES ?= 60
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUNTIME := $(VENV)/.installed-runtime
SOURCES = $(wildcard app tests benchmarks migrations)
# A machine may forbid it by default: then every process that a test starts compiles what the one before has compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo run test quick coverage explore test-web test-files ui pictures check realdata bench torture docs release-sample lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Two sets of packages in one folder: what runs bonsens, and all that its makers use, which holds the first.
$(RUNTIME): requirements-runtime.lock pyproject.toml
	$(call install,requirements-runtime.lock)
	@touch $@

$(STAMP): requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $(RUNTIME) $@

define install
	@$(PYTHON) -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "bonsens needs Python 3.11 or later with venv; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "== setup: $(VENV) with the packages of $(1) (the first time takes a minute or two)"
	@rm -f $@
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement $(1)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
endef

setup: $(STAMP) ## Make .venv with the locked packages and bonsens itself

demo: $(RUNTIME) ## Play the sample campaign into var/ and serve the guide (SERVE=0 stops before serving)
	@$(BIN)/bonsens demo $(if $(filter 0,$(SERVE)),--no-serve)

run: $(RUNTIME) ## Serve the API on this machine
	@$(BIN)/bonsens migrate
	@$(BIN)/bonsens run

test: $(STAMP) ## Run the test suite on SQLite and on a real PostgreSQL (JOBS=2; ARGS=--both: each test on both)
	@echo "== test: the whole suite, on SQLite and PostgreSQL in turn, in $(JOBS) processes"
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "not realdata" $(ARGS)
	@echo "== test: passed"

quick: $(STAMP) ## Run what a change is likely to break, in a minute: SQLite alone, without the slow tests
	@echo "== quick: SQLite alone, few examples, without the slow tests, in $(JOBS) processes"
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "not realdata and not slow" \
		--sqlite-only --hypothesis-profile=quick $(ARGS)
	@echo "== quick: passed"

coverage: $(STAMP) ## Run what make quick runs and the slow tests marked covers, and fail where it reaches less of the code than pyproject.toml says
	@echo "== coverage: of the quick tests and those marked covers, in $(JOBS) processes"
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "not realdata and (not slow or covers)" \
		--sqlite-only --hypothesis-profile=quick --cov=app --cov-report=term:skip-covered $(ARGS)
	@echo "== coverage: passed"

test-files: $(STAMP) ## Hold the guide of the demo against validators that others wrote (needs Java, npm and Debian packages)
	@echo "== test-files: HTML, PDF and Markdown of the sample guide"
	@$(BIN)/python -m tests.files
	@echo "== test-files: passed"

explore: $(STAMP) ## Try every property with random examples for a time (MINUTES=60)
	@echo "== explore: random examples for $(MINUTES) minutes, in $(JOBS) processes"
	@$(BIN)/python -m tests.explore --minutes $(MINUTES) --jobs $(JOBS) $(ARGS)
	@echo "== explore: found nothing"

test-web: $(STAMP) ## Build and play the pages, generated clients and company sign-on in a browser (needs node, npm and Chromium)
	@$(BIN)/python -m tests.web_clients

ui: ## Build the pages for browsers into app/site/dist (needs node 20 and npm)
	@command -v npm >/dev/null || { echo "make ui needs node 20 or later with npm: https://nodejs.org"; exit 1; }
	@cd ui && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error && npm run --silent api && npm run --silent build

pictures: $(STAMP) ## Make the pictures of the README anew (needs node, Chromium, ffmpeg, pdftoppm and make ui)
	@$(BIN)/python -m tests.web_clients.picturing

check: $(STAMP) ## Lint, check the format, the types and the import order
	@echo "== check 1/4: ruff check"
	@$(BIN)/ruff check
	@echo "== check 2/4: ruff format"
	@$(BIN)/ruff format --check
	@echo "== check 3/4: mypy"
	@$(BIN)/mypy $(SOURCES)
	@echo "== check 4/4: import order"
	@$(BIN)/lint-imports --no-logo --no-cache
	@echo "== check: passed"

realdata: $(STAMP) ## Run the tests on real histories (BONSENS_REALDATA, else ../shared/data)
	@echo "== realdata: real merges and histories"
	@$(BIN)/python -m pytest -q -m realdata $(ARGS)
	@echo "== realdata: passed"

bench: $(STAMP) ## Measure and print the figures, as ratios within one run
	@$(BIN)/python -m benchmarks $(ARGS)

torture: $(STAMP) ## Many writers against real servers, and 20,000 requests that schemathesis makes of the document
	@$(BIN)/python -m tests.torture $(ARGS)

docs: $(STAMP) ## Write docs/openapi.json from the code, with examples that were played
	@$(BIN)/python -m tests.examples
	@$(BIN)/bonsens openapi --out docs/openapi.json

release-sample: $(STAMP) ## Play a released tag with its own code and keep what it leaves (TAG=v0.1.0)
	@$(BIN)/python -m tests.released.make $(TAG)

# --no-config and the unset variables keep a machine's own package index out of the files.
UV_COMPILE = env -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_INDEX -u UV_FIND_LINKS $(BIN)/uv pip compile --quiet --no-config \
	--universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-annotate --no-strip-extras \
	--custom-compile-command "make lock" $(LOCK_ARGS)

lock: $(STAMP) ## Pin the dependencies anew, for every platform (LOCK_ARGS=--upgrade takes the newest)
	@$(UV_COMPILE) pyproject.toml --all-extras --output-file requirements.lock
	@$(UV_COMPILE) pyproject.toml --extra book --extra build --constraint requirements.lock \
		--output-file requirements-runtime.lock
	@$(UV_COMPILE) tests/web_clients/python/requirements.in --output-file tests/web_clients/python/requirements.lock

clean: ## Remove .venv and every cache; var/ with its databases stays
	@rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	@find app tests -name __pycache__ -type d -prune -exec rm -rf {} +
