# `make help` lists the targets: those with a comment `## ...` on their line. Each installs what it needs into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes
# The values of .env, for settings that the environment leaves out. Flask's own reading of .env is off.
SETTINGS := if [ -f .env ]; then given=$$(export -p); set -a; . ./.env; set +a; eval "$$given"; fi
export FLASK_SKIP_DOTENV := 1

# Number of processes that run tests; each takes whole files. One more than there are cores, as tests also wait.
JOBS ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")

.PHONY: help run test screens coverage lint bench format types messages settings assets lock
.DEFAULT_GOAL := run

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Serve on PORT, with demo data in an empty development database.
	@$(SETTINGS); \
	export FLASK_APP=wsgi; \
	LOG_LEVEL="$${LOG_LEVEL:-WARNING}" $(BIN)/flask db upgrade && \
	if [ "$${APP_ENV:-development}" = development ]; then \
		LOG_LEVEL="$${LOG_LEVEL:-WARNING}" $(BIN)/flask seed-demo --if-empty; \
	fi && \
	exec $(BIN)/python wsgi.py

test: lint ## Run every check and every test.
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

# Screens, sizes of text, languages and themes; `make test` runs each of these tests in one combination of them.
screens: $(VENV)/.test ## Run the browser tests of pages on every screen, in both languages and themes.
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --every-presentation -m presented tests/app tests/dashboard

# Branches in the server processes count as well.
coverage: $(VENV)/.test ## Run the tests and report the coverage of branches.
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --cov --cov-report=term

# Spanish texts and vendored files are excluded in pyproject.toml.
PROSE := labapp tests docs static/js templates .ci .github README.md Makefile
lint: $(VENV)/.test ## Check style, types, layers, templates, spelling and commit subjects.
	$(BIN)/ruff check labapp tests wsgi.py .ci
	$(BIN)/ruff format --check labapp tests wsgi.py .ci
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/codespell $(PROSE)
	$(BIN)/python .ci/commit_subjects.py
	.lint/run

bench: $(VENV)/.test ## Measure beside the peers and write docs/benchmarks.md; ROWS=return,change only prints these parts.
	$(BIN)/python -m tests.bench --only "$(ROWS)"

format: $(VENV)/.test ## Format the code and fix what the linter can.
	$(BIN)/ruff check --fix labapp tests wsgi.py .ci
	$(BIN)/ruff format labapp tests wsgi.py .ci
	.lint/run --fix

types: $(VENV)/.run ## Write the types and texts that the scripts take from the contract, after a change of it.
	@write() { $(BIN)/flask --app wsgi events types $$1 > $$2.new && mv $$2.new $$2; }; \
	write events static/js/events-client.d.ts && write rest static/js/rest-types.d.ts && \
		write texts static/js/app/texts/contract.js

# Texts are Spanish in the source. The first argument of each of these functions is a message.
# Translate the entries that this leaves empty in the .po file, then run it again.
MESSAGES := labapp/translations/en/LC_MESSAGES/messages
KEYWORDS := N_ _l lazy_gettext Conflict Forbidden LabError NotFound RateLimited Unauthorized Unavailable
messages: $(VENV)/.run ## Collect the texts for translation, after a change of a text for people.
	$(BIN)/pybabel -q extract -F .babel.cfg $(KEYWORDS:%=-k %) --add-location=file --no-wrap -o $(MESSAGES).pot .
	$(BIN)/pybabel -q update -l en -i $(MESSAGES).pot -o $(MESSAGES).po --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --no-wrap
	rm $(MESSAGES).pot
	$(BIN)/pybabel -q compile -l en -i $(MESSAGES).po -o $(MESSAGES).mo --statistics

settings: $(VENV)/.run ## Write the table of settings in README.md and .env.example, and that of limits in docs/limits.md.
	$(BIN)/python -m labapp.reference.settings
	$(BIN)/python -m labapp.http.rate_limits

assets: $(VENV)/.run ## Build the scripts and styles that pages load into static/build/, after a change of one; needs Node.js.
	.assets/run
	$(BIN)/python -m labapp.http.static_files

lock: ## Write requirements.txt and tests/requirements.txt from .locks/; needs uv (https://docs.astral.sh/uv/).
	cd .locks && UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 \
		--generate-hashes --no-emit-index-url requirements.in -o ../requirements.txt
	cd .locks && UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 \
		--generate-hashes --no-emit-index-url test.in -o ../tests/requirements.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 run" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Two stamps: running the application does not install what only the tests need.
$(VENV)/.run: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.test: tests/requirements.txt | $(BIN)/python
	$(PIP) -r tests/requirements.txt
	@touch $@
