# make run: serve on PORT with demo data. make test: every check and every test. Both install what they need into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes
# What .env says, as far as the environment does not say otherwise.
SETTINGS := if [ -f .env ]; then given=$$(export -p); set -a; . ./.env; set +a; eval "$$given"; fi

# Processes that share the tests, a file of them at a time.
JOBS ?= 2

.PHONY: run test lint format lock bench coverage types messages
.DEFAULT_GOAL := run

run: $(VENV)/.run
	@$(SETTINGS); \
	export FLASK_APP=wsgi FLASK_SKIP_DOTENV=1; \
	LOG_LEVEL="$${LOG_LEVEL:-WARNING}" $(BIN)/flask db upgrade && \
	if [ "$${APP_ENV:-development}" = development ]; then \
		LOG_LEVEL="$${LOG_LEVEL:-WARNING}" $(BIN)/flask seed-demo --if-empty; \
	fi && \
	exec $(BIN)/python wsgi.py

test: lint
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

# The same tests, with the branches counted that they take, in the servers' processes as well.
coverage: $(VENV)/.test
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --cov --cov-report=term

lint: $(VENV)/.test
	$(BIN)/ruff check labapp tests wsgi.py
	$(BIN)/ruff format --check labapp tests wsgi.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	.lint/run

# Beside its peers, in one run; also writes docs/benchmarks.md. Takes some minutes; let nothing else run meanwhile.
bench: $(VENV)/.test
	$(BIN)/python -m tests.bench

format: $(VENV)/.test
	$(BIN)/ruff check --fix labapp tests wsgi.py
	$(BIN)/ruff format labapp tests wsgi.py
	.lint/run --fix

# After a change of an event or of a client's message: the types that the events client is published with.
types: $(VENV)/.run
	$(BIN)/flask --app wsgi events types > static/js/events-client.d.ts.new
	mv static/js/events-client.d.ts.new static/js/events-client.d.ts

# After a change of a text for people, which is Spanish where it is written: what is then empty in the .po is to be
# translated, and this run once more. The first text given to one of these is a message.
MESSAGES := labapp/translations/en/LC_MESSAGES/messages
KEYWORDS := N_ _l lazy_gettext Conflict Forbidden LabError NotFound RateLimited Unauthorized Unavailable
messages: $(VENV)/.run
	$(BIN)/pybabel -q extract -F .babel.cfg $(KEYWORDS:%=-k %) --add-location=file --no-wrap -o $(MESSAGES).pot .
	$(BIN)/pybabel -q update -l en -i $(MESSAGES).pot -o $(MESSAGES).po --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --no-wrap
	rm $(MESSAGES).pot
	$(BIN)/pybabel -q compile -l en -i $(MESSAGES).po -o $(MESSAGES).mo --statistics

# After a change in .locks/: needs uv (https://docs.astral.sh/uv/).
lock:
	cd .locks && UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 \
		--generate-hashes --no-emit-index-url requirements.in -o ../requirements.txt
	cd .locks && UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 \
		--generate-hashes --no-emit-index-url test.in -o ../tests/requirements.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 run" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Two stamps, so that running the application installs nothing that only the tests need.
$(VENV)/.run: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.test: tests/requirements.txt | $(BIN)/python
	$(PIP) -r tests/requirements.txt
	@touch $@
