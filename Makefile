# Every command a developer runs; `make` lists them. A recipe is a line or two: what is longer is a Rust test or a
# `tandem` subcommand, and what must work before there is Rust is .ci/setup.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run build web up check fmt lint proto-lint web-lint sizes test test-full corpora e2e proto sqlx migration psql image chart load

WEB    := services/web
TOOLS  := $(CURDIR)/target/tools
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
TANDEM := $(TARGET)/debug/tandem
BUF    := $(WEB)/node_modules/.bin/buf
export PATH := $(TOOLS)/node/bin:$(HOME)/.cargo/bin:$(PATH)
# Queries are checked against .sqlx, so building needs no database.
export SQLX_OFFLINE := true

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## installs what running, testing and checking need and this machine lacks
	@.ci/setup test check

setup-dev: ## the same, and what changing queries needs
	@.ci/setup test check sqlx

# --- run

run: ## installs what is missing, builds, and starts everything in one process with demo data
	@.ci/setup run && $(MAKE) --no-print-directory build
	@exec $(TANDEM) run --demo

build: web ## builds the web app and the one binary (unoptimised: the shortest way to a usable page)
	cargo build --workspace --bin tandem

up: build ## the services as separate processes on private PostgreSQL, RabbitMQ and Redis
	@.ci/setup test
	TANDEM__RPC__KEY=$$(head -c 32 /dev/urandom | base64) TANDEM__SECRETS__KEY=$$(head -c 32 /dev/urandom | base64) $(TANDEM) servers -- $(MAKE) --no-print-directory up-all

# One process per service and role, each with a number N: rpc on 7070 + N, operations on 9090 + N.
UP := gateway.0 directory.1 items.2 conversations/api.3 conversations/mail-in.4 conversations/mail-out.5 automation.6 timesheets.7 notifications.8 customer-apps.9 conversations/chat.10
up-all: export TANDEM__DATA = $(TARGET)/up
up-all: export TANDEM__DATABASE__URL = $(TANDEM_TEST_DATABASE_URL)
up-all: export TANDEM__BUS__URL = $(TANDEM_TEST_AMQP_URL)
up-all: export TANDEM__CACHE__URL = $(TANDEM_TEST_REDIS_URL)
up/%: export TANDEM__PEERS__DIRECTORY = http://127.0.0.1:7071
up/%: export TANDEM__PEERS__ITEMS = http://127.0.0.1:7072
up/%: export TANDEM__PEERS__CONVERSATIONS = http://127.0.0.1:7073
up/%: export TANDEM__PEERS__CONVERSATIONS_CHAT = http://127.0.0.1:7080
up/%: export TANDEM__PEERS__AUTOMATION = http://127.0.0.1:7076
up/%: export TANDEM__PEERS__TIMESHEETS = http://127.0.0.1:7077
up/%: export TANDEM__PEERS__NOTIFICATIONS = http://127.0.0.1:7078
up/%: export TANDEM__PEERS__CUSTOMER_APPS = http://127.0.0.1:7079
.PHONY: up-all
up-all:
	rm -rf $(TARGET)/up && $(TANDEM) migrate && $(TANDEM) demo && $(MAKE) --no-print-directory -j$(words $(UP)) $(addprefix up/,$(UP))
up/%:
	@n=$(subst .,,$(suffix $*)); TANDEM__RPC__LISTEN=127.0.0.1:$$((7070 + n)) TANDEM__OPS__LISTEN=127.0.0.1:$$((9090 + n)) exec $(TANDEM) run $(basename $*)

# --- check

check: web ## what CI holds a change to: format, lints, contract, chart, sizes
	cargo fmt --all --check
	@$(MAKE) --no-print-directory sizes proto-lint web-lint chart lint

fmt: modules ## formats Rust, the contract and the web app
	cargo fmt --all
	@[ ! -x $(BUF) ] || $(BUF) format -w
	@[ ! -f $(WEB)/package.json ] || npm --prefix $(WEB) run --if-present fmt

lint: web ## clippy without a warning, licences and bans, dependencies nobody uses
	cargo clippy --workspace --all-targets --quiet -- -D warnings
	@if command -v cargo-machete >/dev/null; then cargo machete; else echo 'skipped: cargo-machete is missing (make setup)'; fi
	@if command -v cargo-deny >/dev/null; then cargo deny --offline --log-level error check bans licenses sources; else echo 'skipped: cargo-deny is missing (make setup)'; fi

# The contract may grow; it is compared with main's, or with the release before on main itself.
AGAINST = $(firstword $(foreach r,origin/main main,$(shell git rev-parse -q --verify $(r) 2>/dev/null)))
proto-lint: modules
	@if [ ! -x $(BUF) ]; then echo 'skipped: the contract is not linted before there is $(WEB)'; exit; fi; set -e; \
	  $(BUF) lint; $(BUF) format -d --exit-code >/dev/null || { echo 'the contract is not formatted: make fmt'; exit 1; }; \
	  rm -rf $(TOOLS)/main; mkdir -p $(TOOLS)/main; git archive $(AGAINST) proto | tar -x -C $(TOOLS)/main; \
	  cp buf.yaml $(TOOLS)/main/; $(BUF) breaking --against $(TOOLS)/main

web-lint: modules
	@if [ -f $(WEB)/package.json ]; then cd $(WEB) && npm run check; else echo 'skipped: no $(WEB) yet'; fi

sizes: ## how long the files are; more than 500 lines fail
	@git ls-files '*.rs' '*.ts' '*.tsx' '*.css' '*.proto' '*.sql' '*.py' | grep -v -e /gen/ -e '\.gen\.ts$$' -e ^proto/google/ | xargs -r wc -l | grep -v ' total$$' | sort -n | \
	  awk '{ n[NR] = $$1; f[NR] = $$2 } $$1 > 500 { print "over 500 lines: " $$2 " (" $$1 ")"; bad = 1 } \
	  END { printf "files %d, lines: median %d, p90 %d, max %d (%s)\n", NR, n[int((NR + 1) / 2)], n[int(NR * .9 + .99)], n[NR], f[NR]; exit bad }'

chart: ## lints, renders and validates the chart, offline
	@.ci/setup check && $(TOOLS)/chart/bin/python charts/check.py

# --- test

test: ## every test: PostgreSQL, RabbitMQ, Redis and a browser, all private to the run
	@.ci/setup test && $(MAKE) --no-print-directory web
	cargo build --workspace --all-targets
	@bad=; $(TANDEM) servers -- cargo nextest run --workspace --no-tests pass $(ARGS) || bad=1; \
	  $(MAKE) --no-print-directory e2e || bad=1; [ -z "$$bad" ] # the stories say what they see, whatever the others say

test-full: ## the same with the long ones: kill -9 drills, corpora
	@$(MAKE) --no-print-directory test ARGS='--run-ignored all'

corpora: ## all mails of the corpora through the public port, and how well they are read
	@.ci/setup test && cargo build -p tandem && $(TANDEM) servers -- cargo nextest run -p tandem --test corpora --run-ignored only --no-capture
	cargo nextest run -p tandem-conversations --test mail_corpora --no-capture

e2e: ## the browser's stories against `tandem run`
	@if [ -d $(WEB)/e2e ]; then cd $(WEB) && TANDEM_BIN=$(TANDEM) npm run e2e; else echo 'skipped: no $(WEB)/e2e yet'; fi

e2e-apart: build ## the same against the services as separate processes
	cd $(WEB) && node e2e/apart.mjs

load: ## make load W=w1 (ARGS=--distributed): one workload and the limit it is held against
	@.ci/setup test
	cargo build --release -p tandem -p tandem-load-tests
	$(TARGET)/release/tandem-load-tests $(W) --binary $(TARGET)/release/tandem $(ARGS)

# --- change

proto: modules ## generates TypeScript from the contract
	cd $(WEB) && npm run gen

sqlx: ## refreshes .sqlx from the queries and the migrations (DATABASE_URL=postgres://… where a server runs already)
	@.ci/setup test sqlx && { [ -n "$(DATABASE_URL)" ] || [ -x $(TANDEM) ] || $(MAKE) build; }
	$(if $(DATABASE_URL),TANDEM_TEST_DATABASE_URL=$(DATABASE_URL),$(TANDEM) servers --) .ci/sqlx

migration: ## make migration SERVICE=items NAME=add_severity
	@f=migrations/$(SERVICE)/$$(date -u +%Y%m%d%H%M)_$(NAME).sql; test -d migrations/$(SERVICE) && echo '-- What changes, and why.' >$$f && echo $$f

psql: ## make psql SERVICE=items: a prompt in the database of `make run`
	@cd .tandem/postgres && PGPASSWORD=$$(cat password) PGOPTIONS='-c search_path=$(or $(subst -,_,$(SERVICE)),public)' psql -h 127.0.0.1 -p $$(cat port) -U tandem tandem

image: ## the one image
	docker build -t tandem .

# --- the web app, built when a file of it is newer than the last build

.PHONY: modules
ifneq ($(wildcard $(WEB)/package.json),)
modules: $(WEB)/node_modules/.package-lock.json
web: $(WEB)/dist/.built
else
modules:
web: ; @echo 'skipped: no $(WEB) yet'
endif

# Not `npm ci`: the lock names the native builds for Linux only, and other machines add their own.
$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json $(WEB)/package.json
	cd $(WEB) && npm install --no-save --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json

$(WEB)/dist/.built: $(WEB)/node_modules/.package-lock.json $(shell find $(WEB) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/e2e/*' -not -path '*/test-results/*' 2>/dev/null)
	cd $(WEB) && npm run build && touch dist/.built
