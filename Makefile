# Everything that is built, run and tested; `make` alone lists it.
# All tools go into this checkout: .tools/ (Rust) and node_modules/ (npm, a Node of its own among them).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The CLI has to be the very version that the crate is pinned to.
WASM_BINDGEN := $(shell sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml)
WORKER_BUILD := 0.8.7

PORT ?= 8787
export PORT ORIGIN_URL ORIGIN_FORMAT

# Nothing here phones home, asks for updates or downloads anything but packages.
export WRANGLER_SEND_METRICS := false
export WRANGLER_SEND_ERROR_REPORTS := false
export WRANGLER_HIDE_BANNER := true
export CLOUDFLARE_CF_FETCH_ENABLED := false
export NO_UPDATE_NOTIFIER := 1

# The system's Node runs npm, because npm installs ours; everything else runs on ours.
WITH_TOOLS := PATH="$(CURDIR)/node_modules/.bin:$(CURDIR)/.tools/bin:$$PATH"
# Where one of these is not set or not found, worker-build downloads a prebuilt binary.
BUILD_WORKER := $(WITH_TOOLS) CARGO_TARGET_DIR="$(CURDIR)/target" \
	WASM_BINDGEN_BIN="$(CURDIR)/.tools/bin/wasm-bindgen" \
	WASM_OPT_BIN="$(CURDIR)/node_modules/.bin/wasm-opt" \
	ESBUILD_BIN="$(CURDIR)/node_modules/.bin/esbuild" \
	worker-build --release
# The names are a fifth of the binary and only help a debugger. They go last: wasm-bindgen needs what `strip` in
# the Cargo profile would remove with them. How JavaScript's errors are caught is in wasm-bindgen's part, which says so
# nowhere.
STRIP_NAMES = $(WITH_TOOLS) wasm-opt --enable-exception-handling --strip-debug $(1) -o $(1)

RUST_TOOLS := .tools/worker-build-$(WORKER_BUILD)-wasm-bindgen-$(WASM_BINDGEN)
NPM_TOOLS := node_modules/.package-lock.json
SOURCES := Cargo.toml $(wildcard Cargo.lock) .cargo/config.toml rust-toolchain.toml $(shell find src -type f)
VECTORS := tests/vectors-worker
VECTORS_SOURCES := $(shell find $(VECTORS) -type f -not -path '*/build/*' -not -path '*/target/*' 2>/dev/null)
BENCH := tests/bench-worker
BENCH_SOURCES := $(shell find $(BENCH) -type f -not -path '*/build/*' -not -path '*/target/*') tests/specimens.json tests/world/intl.json

##@ Run

dev: build cli ## Serve it here with a demo origin: PORT=8787, ORIGIN_URL=..., ORIGIN_FORMAT=...
	@$(WITH_TOOLS) node tests/dev/dev.mjs

##@ Build

build: build/index.js tiles languages contract ## The deployable worker, in build/ (then: npx wrangler deploy)

tiles: build/public/_headers ## The map's land, sea chart, ports and detail, files in build/public/ that lie beside the worker

languages: build/public/_headers cli ## The words of all languages but English, files beside the worker too
	@rm -f build/public/data/*/*.json
	@find build/public/data -type d -empty -delete
	@target/debug/sealink languages build/public/data

contract: build/public/openapi.json ## The API's contract, its reference page and the tracking schema, which the platform serves beside the tiles

cli: setup ## The sealink command line, in target/debug/sealink
	@cargo build --quiet --bin sealink

build-vectors: $(if $(VECTORS_SOURCES),$(VECTORS)/build/index.js) ## The worker that checks the token vectors in wasm

geo: setup ## Make the packed geography in src/geo/data/ again from its sources
	$(WITH_TOOLS) node src/geo/make/make.mjs

##@ Check

test: setup ## Everything: native tests, the built worker under workerd, a browser
	cargo test
	$(MAKE) build build-vectors cli
	$(WITH_TOOLS) node --test --test-reporter=spec --test-timeout=300000 --test-force-exit 'tests/e2e/*.test.mjs'
	@$(WITH_TOOLS) node tests/pages/chromium.mjs
	$(WITH_TOOLS) playwright test --config tests/pages/playwright.config.mjs

lint: setup ## rustfmt, clippy (native and wasm), rustdoc, JavaScript syntax; warnings are errors
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --lib --target wasm32-unknown-unknown -- -D warnings
	CARGO_TARGET_DIR=target cargo clippy --manifest-path $(VECTORS)/Cargo.toml --target wasm32-unknown-unknown -- -D warnings
	CARGO_TARGET_DIR=target cargo clippy --manifest-path $(BENCH)/Cargo.toml --target wasm32-unknown-unknown -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items --quiet
	find src tests \( -name '*.mjs' -o -name '*.js' \) -not -path '*/build/*' -not -path '*/target/*' -not -path 'tests/out/*' -print0 | $(WITH_TOOLS) xargs -0 -n1 node --check

bench: $(BENCH)/build/index.js ## How long drawing takes in wasm; SEALINK_BUDGET=1 fails when it is too long
	@$(WITH_TOOLS) node tests/bench/page.mjs

FUZZ_SECONDS ?= 600
# cargo-fuzz wants the compiler's unstable switches; the pinned stable compiler has them under this name.
fuzz: setup ## Every parser that a stranger reaches, FUZZ_SECONDS=600 each
	@test -x .tools/bin/cargo-fuzz || cargo install --quiet --locked --root .tools cargo-fuzz@0.13.2
	@for target in token body rows cookie form dcsa22 intake; do \
		mkdir -p tests/fuzz/corpus/$$target; \
		RUSTC_BOOTSTRAP=1 $(WITH_TOOLS) cargo fuzz run --fuzz-dir tests/fuzz $$target \
			tests/fuzz/corpus/$$target tests/fuzz/seeds/$$target -- \
			-dict=tests/fuzz/dictionaries/$$target.dict -max_len=20000 -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1; \
	done

dry-run: build ## What `wrangler deploy` would upload, without uploading
	$(WITH_TOOLS) wrangler deploy --dry-run

##@ Set up

setup: $(RUST_TOOLS) $(NPM_TOOLS) ## The pinned tools, into this checkout

prerequisites: ## Name what this machine lacks, and how to get it
	@bash tests/dev/prerequisites.sh

clean: ## Forget everything made: builds, tools, local data and local secrets
	rm -rf build target .tools node_modules .wrangler .dev.vars tests/out tests/*/build tests/*/target tests/*/.wrangler

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: dev build tiles languages contract cli build-vectors geo test lint bench fuzz dry-run setup prerequisites clean help

# These compile for minutes on two cores, and run for seconds: so they are built quickly, not well, and their common
# dependencies once. Only what reads and writes wasm is optimised, a little.
INSTALL := cargo install --quiet --locked --force --root .tools \
	--config profile.release.package.walrus.opt-level=1 --config profile.release.package.wasmparser.opt-level=1 \
	--config profile.release.package.wasm-encoder.opt-level=1
$(RUST_TOOLS): export CARGO_TARGET_DIR := $(CURDIR)/.tools/target
$(RUST_TOOLS): export CARGO_PROFILE_RELEASE_OPT_LEVEL := 0
$(RUST_TOOLS): export CARGO_PROFILE_RELEASE_CODEGEN_UNITS := 16
$(RUST_TOOLS): export CARGO_PROFILE_RELEASE_LTO := off
$(RUST_TOOLS): export CARGO_PROFILE_RELEASE_DEBUG := false
$(RUST_TOOLS): export CARGO_PROFILE_RELEASE_STRIP := true
$(RUST_TOOLS): | prerequisites
	@echo "Installing worker-build $(WORKER_BUILD) and wasm-bindgen $(WASM_BINDGEN) into .tools/ (once, some minutes)"
	@rm -f .tools/worker-build-*
	@mkdir -p .tools
	$(INSTALL) --no-default-features --bin wasm-bindgen wasm-bindgen-cli@$(WASM_BINDGEN)
	$(INSTALL) --bin worker-build worker-build@$(WORKER_BUILD)
	@rm -rf .tools/target
	@touch $@

# Not `npm ci`: it insists that the lock file lists workerd for every system, and registry mirrors may lack some.
# Versions and hashes come from the lock file all the same.
$(NPM_TOOLS): package.json package-lock.json | prerequisites
	npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

build/index.js: $(SOURCES) $(RUST_TOOLS) $(NPM_TOOLS)
	$(BUILD_WORKER)
	@$(call STRIP_NAMES,build/index_bg.wasm)
	@cp src/edge/guard.js build/guard.js
	@touch $@

build/public/_headers: $(addprefix src/geo/make/,public.mjs tiles.mjs earth.mjs fingerprint.mjs lakes.json) \
		$(addprefix src/geo/data/,land.bin sea.bin ports.bin) $(NPM_TOOLS)
	$(WITH_TOOLS) node $< $(@D)

# One recipe at a time: both write _headers.
build/public/openapi.json: src/contract/make/public.mjs $(SOURCES) $(wildcard tests/examples/*) build/public/_headers
	@$(MAKE) cli
	$(WITH_TOOLS) node $< $(@D) target/debug/sealink

$(VECTORS)/build/index.js: $(SOURCES) $(VECTORS_SOURCES) $(RUST_TOOLS) $(NPM_TOOLS)
	cd $(VECTORS) && $(BUILD_WORKER)
	@touch $@

$(BENCH)/build/index.js: $(SOURCES) $(BENCH_SOURCES) $(RUST_TOOLS) $(NPM_TOOLS)
	cd $(BENCH) && $(BUILD_WORKER)
	@touch $@
