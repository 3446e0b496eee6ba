# The commands of this project; `make help` lists them.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
SIZE := 10000
SIZES := 10000,100000

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench chaos smtp-real shots catalogue

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## set up the virtual environment (uv where found, else venv and pip)
	@sh deploy/environment.sh run

run: setup ## start the tracker: web and clockwork; PORT, HOST and TRACKER_DATABASE_URL are honoured
	@exec $(BIN)/tracker run

check: ## lint, types, import contracts, templates, house rules, vendored files, catalogues
	@sh deploy/environment.sh dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint
	$(BIN)/pytest tests/house

test: check ## everything: check, unit, integration, migrations, journeys in a browser, PostgreSQL, the wheel
	@sh deploy/test_needs.sh
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: ## pages, search, sheets, sweep, board and mails beside bare ones (SIZE=10000; SIZES=10000,100000)
	@sh deploy/environment.sh dev
	$(BIN)/python bench/pages.py --size $(SIZE) --databases postgresql
	$(BIN)/python bench/search.py --items $(if $(filter 10000,$(SIZE)),10000,100000)
	$(BIN)/python bench/sheets.py
	$(BIN)/python bench/clockwork.py --sizes $(SIZES)

chaos: ## two clockworks and four senders while everything fails, and a thousand races of each kind
	@sh deploy/environment.sh dev
	$(BIN)/python bench/chaos.py
	TRACKER_TEST_RACES=1000 $(BIN)/pytest -n 2 tests/fault/test_races_of_items.py tests/fault/test_races_of_replies.py

smtp-real: ## 120 mails through a real mail server from Debian (installs OpenSMTPD by apt, as root)
	@sh deploy/environment.sh dev
	@sh deploy/smtp_real.sh

shots: ## a picture of every page: desktop, 390 px and dark
	@sh deploy/environment.sh dev
	@sh deploy/test_needs.sh
	$(BIN)/python bench/shots.py

catalogue: ## renew the English catalogue from the sources and list the texts without English
	@sh deploy/environment.sh dev
	@$(BIN)/python deploy/catalogue.py
