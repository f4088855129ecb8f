HOST ?= 127.0.0.1
PORT ?= 8000
PUBLIC_URL ?= http://$(if $(filter 0.0.0.0,$(HOST)),127.0.0.1,$(HOST)):$(PORT)
WEB_WORKERS ?= 2
WEB_THREADS ?= 4
export HOST PORT PUBLIC_URL WEB_WORKERS WEB_THREADS

# Behind a proxy that inspects TLS only the machine's own certificates are good.
certificates := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(certificates),)
export UV_SYSTEM_CERTS ?= true
export NODE_EXTRA_CA_CERTS ?= $(certificates)
endif

python := .venv/bin/python
manage := $(python) manage.py
uv := .uv/bin/uv
# A machine that has run the tests keeps their packages when it serves.
packages = $(if $(wildcard .venv/tests-ready),requirements-dev.txt,requirements.txt)

# One start of Django for both, as each takes a second.
prepare := $(manage) shell --no-imports --verbosity 0 --command 'from django.core.management import call_command as call; \
	call("migrate", verbosity=0); call("load_example", if_empty=True)'

# The app as it would be deployed, whatever this machine's own settings.
deployed := env -u ALLOWED_HOSTS DEBUG=false DATABASE_URL=sqlite://:memory: PUBLIC_URL=https://shortlist.example \
	EMAIL_URL=smtp://localhost:25 SECRET_KEY=$$(od -An -N48 -tx1 /dev/urandom | tr -d ' \n')

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: run dev test test-programs test-operations lint format bench faults imports exports report requirements

run: .venv/ready staticfiles/staticfiles.json
	@$(prepare)
	@exec bin/serve

dev: export DEBUG = true
dev: .venv/ready node_modules/.package-lock.json
	@$(prepare)
	@exec $(manage) runserver $(HOST):$(PORT)

test: test-programs lint node_modules/.package-lock.json
	$(deployed) $(manage) makemigrations --check --dry-run
	$(deployed) $(manage) check --deploy --fail-level WARNING
	env -u TEST_DATABASE_URL .venv/bin/pytest --numprocesses 2 --dist worksteal
	$(if $(TEST_DATABASE_URL),,bin/with-postgres) .venv/bin/pytest --numprocesses 2 --dist worksteal

test-programs:
	@bin/debian python3-venv chromium-headless-shell procps $(if $(TEST_DATABASE_URL),,postgresql)

# What a fresh machine would have to fetch much for: nginx before two servers, the Dockerfile in a clean Debian, our
# spreadsheets in LibreOffice.
test-operations: test-programs .venv/tests-ready node_modules/.package-lock.json staticfiles/staticfiles.json
	@bin/debian nginx debootstrap libreoffice-calc
	bin/with-postgres .venv/bin/pytest -m operations tests/operations tests/roadmap/test_in_libreoffice.py

lint: .venv/tests-ready
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/lint-imports

format: .venv/tests-ready
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

# Writes docs/benchmarks.md. REHEARSAL is how many of its ten minutes the rehearsal takes, on each database.
REHEARSAL ?= 10
bench: test-programs .venv/tests-ready staticfiles/staticfiles.json
	.venv/bin/python -m tests.load.bench --rehearsal $(REHEARSAL) $(BENCH)

# What must hold when processes die and the database goes away.
faults: test-programs .venv/tests-ready staticfiles/staticfiles.json
	.venv/bin/python -m tests.load.faults postgresql $(FAULTS)
	.venv/bin/python -m tests.load.faults sqlite $(FAULTS)

# What large and hostile files to import take of a worker. IMPORTS="--only XLSX" measures some of them.
imports: test-programs .venv/tests-ready
	.venv/bin/python -m tests.load.imports sqlite $(IMPORTS)

# What the files that a large team downloads take of a worker. EXPORTS="--only xlsx" measures some of them.
exports: test-programs .venv/tests-ready
	.venv/bin/python -m tests.load.exports sqlite $(EXPORTS)

# Licences, and known vulnerabilities, of all that is installed to serve. The second needs the internet.
report: .venv/ready .uv/ready node_modules/.package-lock.json
	@bin/report

# Writes the pinned requirements anew from pyproject.toml. UPGRADE=1 takes newer versions.
pin = $(uv) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)
requirements: .uv/ready
	$(pin) pyproject.toml --output-file requirements.txt
	$(pin) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(pin) --group uv --output-file requirements-uv.txt
	$(pin) --group node --output-file requirements-node.txt

.uv/ready: requirements-uv.txt
	@bin/debian python3-venv
	python3 -m venv --clear .uv
	.uv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-uv.txt
	@touch $@

.venv/pyvenv.cfg: .python-version | .uv/ready
	@$(uv) venv --quiet --clear .venv || { echo "Python $$(cat .python-version) is not here and could not be downloaded: \
	install it, or connect to the internet, and run make again." >&2; exit 1; }

.venv/ready: requirements.txt requirements-dev.txt .venv/pyvenv.cfg
	$(uv) pip sync --quiet --compile-bytecode --require-hashes $(packages)
	@touch $@

.venv/tests-ready: requirements-dev.txt .venv/pyvenv.cfg
	$(uv) pip sync --quiet --compile-bytecode --require-hashes requirements-dev.txt
	@touch .venv/ready $@

node_modules/.package-lock.json: package.json package-lock.json | .uv/ready
	bin/npm ci --ignore-scripts
	@touch $@

staticfiles/staticfiles.json: $(wildcard config/*.py) $(shell find static) node_modules/.package-lock.json .venv/ready
	$(manage) collectstatic --no-input --verbosity 0
