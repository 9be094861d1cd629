# What one does with this project; README.md says more. Relative paths only: make itself splits
# the project's own path at a space.

HOST ?= 127.0.0.1
PORT ?= 8000
ifdef DATA
export ROUNDTABLE_DATA := $(DATA)
endif

PYTHON := var/venv/bin/python
POLICIES := $(wildcard tests/*/test_policies*.py tests/*/*/test_policies*.py)
WORDS := $(wildcard coordination/locale/*/LC_MESSAGES/*.po)
# For commands that only build or check: no secret is needed, none is made up.
BUILD := BUILD=1 $(PYTHON)

.PHONY: demo test proof lint bench docs requirements clean venv dev words
.DEFAULT_GOAL := demo

demo: venv words  ## the whole product on this machine, with examples: make demo PORT=8001 DATA=/some/folder
	@exec $(PYTHON) manage.py demo --host "$(HOST)" --port "$(PORT)"

test: dev words  ## all tests, in random order, on two processes
	@$(BUILD) manage.py assets
	@TESTING=1 $(PYTHON) -m pytest -n 2 -W error --ignore tests/browser --ignore tests/bench --ignore tests/faults tests
# By themselves: mutants change the product, the browser's driver runs an event loop, the bench has one
# database, the faults one product, and the sealer waits for whatever transaction is open beside it.
	@TESTING=1 $(PYTHON) -m pytest -W error --mutants 40 $(POLICIES) tests/browser tests/bench
	@TESTING=1 $(PYTHON) -m pytest -W error tests/faults

# What failed is written down too: the page says so.
proof: dev words  ## the proof that nothing leaks, in full, and docs/proof.md with its figures: some hours on two cores
	@$(BUILD) manage.py assets
	@rm -rf "$(or $(ROUNDTABLE_DATA),var)/proof"; status=0; export PROOF=full TESTING=1; \
	$(PYTHON) -m pytest -n 2 -W error tests/access tests/proof || status=1; \
	$(PYTHON) -m pytest -q -W error --mutants all $(POLICIES) || status=1; \
	$(PYTHON) -m pytest -q -W error --planted tests/access tests/proof || status=1; \
	$(PYTHON) -m pytest -W error tests/faults || status=1; \
	$(PYTHON) -m tests.proof.report || status=1; exit $$status

lint: dev words  ## everything that is checked without running a page
	@$(BUILD) manage.py assets
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	BUILD=1 $(PYTHON) -m mypy .
	var/venv/bin/lint-imports
	find templates -name '*.html' -exec var/venv/bin/djade --check --target-version 6.1 {} +
	$(BUILD) manage.py makemigrations --check --dry-run
	ALLOWED_HOSTS=example.org MAIL_HOST=mail.example.org SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(PYTHON) manage.py check --deploy --fail-level WARNING
	TESTING=1 $(PYTHON) -m pytest -q -W error tests/architecture

bench: dev words  ## speed with a million entries, and of a room with a hundred readers
	@$(BUILD) manage.py assets
	@TESTING=1 $(PYTHON) manage.py bench
	@$(PYTHON) -m tests.bench.room

docs: dev  ## what is written from the code: docs/access-matrix.md, docs/features.md
	$(BUILD) manage.py access_matrix
	$(BUILD) manage.py features

requirements: dev  ## pin the newest versions that pyproject.toml allows
	$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	$(PYTHON) -m uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.12 pyproject.toml -o requirements.txt
	$(PYTHON) -m uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.12 --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## remove what can be made again; the data in var/ stays
	rm -rf var/venv var/assets var/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The environment: made once, renewed when what it is made from changes -------------------

venv: broken
	@echo "1/6 Python packages ..."
	@$(MAKE) --silent --no-print-directory var/venv/.packages

dev: venv
	@$(MAKE) --silent --no-print-directory var/venv/.packages-dev

words: venv
	@$(MAKE) --silent --no-print-directory var/venv/.words

# An interpreter that went away, or a first run that was cut off, must not need a human.
.PHONY: broken
broken:
	@if [ -e var/venv ] && ! $(PYTHON) -m pip --version >/dev/null 2>&1; then rm -rf var/venv; fi

var/venv/bin/python:
	@set -e; found=; bare=; \
	for python in python3.13 python3.14 python3.12 python3 python \
		"$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 || continue; \
		if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then found="$$python"; break; fi; \
		bare="$$python"; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
		echo "$$bare lacks its venv module: install it (on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; \
	elif [ -z "$$found" ]; then \
		echo "Python 3.12 or newer is needed and was not found: install it (with pyenv: pyenv install 3.13)." >&2; exit 1; \
	fi; \
	mkdir -p var; rm -rf var/venv; \
	"$$found" -m venv var/venv || { rm -rf var/venv; exit 1; }

# $(1): requirement files. Says how far it is on a terminal; what pip has to complain about comes last.
define install
	set -e; total=$$(cat $(1) | grep -c '=='); count=0; rm -f var/venv/.failed; \
	{ PYTHONUNBUFFERED=1 $(PYTHON) -m pip install --disable-pip-version-check --no-input --require-hashes \
		$(patsubst %,-r %,$(1)) 2>var/venv/.pip-errors || touch var/venv/.failed; } | \
	while read -r word name rest; do \
		case "$$word" in \
			Collecting|Requirement) count=$$((count + 1)); line="$$count of at most $$total: $${name%%=*}" ;; \
			Installing) line="installing them (this takes a while)" ;; \
			*) continue ;; \
		esac; \
		if [ -t 1 ]; then printf '\r\033[K    %s' "$$line"; fi; \
	done; \
	if [ -t 1 ]; then printf '\r\033[K'; fi; \
	if [ -e var/venv/.failed ]; then cat var/venv/.pip-errors >&2; \
		echo "The Python packages could not be installed; the reason stands above." >&2; exit 1; fi
endef

var/venv/.packages: requirements.txt | var/venv/bin/python
	@$(call install,requirements.txt)
	@touch $@

var/venv/.packages-dev: requirements.txt requirements-dev.txt var/venv/.packages
	@$(call install,requirements.txt requirements-dev.txt)
	@touch $@

var/venv/.words: $(WORDS) var/venv/.packages
	@if [ -n "$(WORDS)" ]; then \
		$(PYTHON) -m babel.messages.frontend --quiet compile -D django -d coordination/locale; fi
	@touch $@
