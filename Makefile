# Two build folders, so that a debug and a release build never undo each other: .build and .build-release.

RELEASE = --configuration release --scratch-path .build-release \
	--static-swift-stdlib -Xswiftc -cross-module-optimization -Xswiftc -enforce-exclusivity=unchecked
PURE = ^PlanB(Vocabulary|Wire|Dialects|Policy|Engine|Statistics|Simulation)Tests

KILLS ?= 200
ABORTS ?= 5000

.DEFAULT_GOAL := help
.PHONY: help run build release test test-fast simulate torture demo bench lint format clean

help: ## lists these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## installs what is missing, builds, and starts the gateway with a local model
	@scripts/setup run
	@$(MAKE) --no-print-directory release
	@exec .build-release/release/planb serve

build: ## debug build of everything but the tests
	swift build

release: ## release build of the gateway: .build-release/release/planb
	swift build $(RELEASE) --product planb

test: ## installs what the tests need and runs all of them
	@scripts/setup test
	@scripts/test

test-fast: ## only the tests that touch neither network nor processes
	swift test --parallel --disable-xctest --filter '$(PURE)'

simulate: ## plays a million failover scenarios in virtual time, checks what must hold, and the checks themselves
	swift build $(RELEASE) --product planb-simulate
	.build-release/release/planb-simulate $(SIMULATE)
	.build-release/release/planb-simulate --mutations
	.build-release/release/planb-simulate --incidents
	.build-release/release/planb-simulate --rehearsals
	.build-release/release/planb-simulate --whatif --outages 11

torture: ## the long counts: kills the gateway under load (KILLS=200), clients that leave (ABORTS=5000), 10,000 drills, a minute without database
	@scripts/setup test
	@$(MAKE) --no-print-directory release
	swift build $(RELEASE) --product planb-simulate
	.build-release/release/planb-simulate --drills 10000
	PLANB_KILLS=$(KILLS) PLANB_ABORTS=$(ABORTS) PLANB_OUTAGE=60 .planb/venv-test/bin/python -m pytest \
		Tests/e2e/test_journal.py Tests/e2e/test_aborts.py Tests/e2e/test_ledger_outage.py -p no:cacheprovider -s

demo: ## shows failover in a minute, with fake providers and the real local model
	@scripts/setup run
	@$(MAKE) --no-print-directory release
	@scripts/demo

bench: ## measures Plan B side by side with other gateways; installs and builds what that needs
	@scripts/bench

lint: ## checks the style of all Swift code, that imports point down only, and the catalog
	swift format lint --strict --parallel --recursive Package.swift Sources Tests
	scripts/check-layers
	scripts/check-catalog

format: ## rewrites all Swift code in the house style
	swift format --in-place --parallel --recursive Package.swift Sources Tests

clean: ## removes what was built; keeps .planb with its virtual environments and data
	rm -rf .build .build-release
