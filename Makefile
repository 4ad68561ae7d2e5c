# Everything that is done with this project is a target here; make help lists them.

GO       ?= go
# The race detector needs a C compiler; without one, Go itself turns cgo off.
RACE     ?= $(shell [ "$$($(GO) env CGO_ENABLED)" = 1 ] && echo -race)
# The browser of the tests: a path, or the first of these names that is found. The headless
# shell is Chromium without its own pages, which take more time than those of the tests.
CHROMIUM ?= $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)
export CHROMIUM

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.PHONY: build
build: node_modules ## Make dist, and lib, es, src and internals that lead there; DEBUG=1 keeps names for stacks
	$(GO) run ./internal/cmd/build $(if $(DEBUG),-debug)

.PHONY: build-sdk
build-sdk: ## Make dist/awssdk: the Wasm module with the AWS SDK and golang-jwt inside
	$(GO) run ./internal/cmd/build -sdk $(if $(DEBUG),-debug)

.PHONY: demo
demo: build node_modules ## Start the demo page with an in-memory Cognito; the last line is its address
	$(GO) run ./internal/cmd/devserver

.PHONY: test
test: chromium engines postgresql node_modules ## Run everything that must hold, in a browser too
	@# What needs no browser goes side by side, and packages are fetched meanwhile; the browser's tests
	@# use both processors by themselves.
	$(MAKE) --output-sync=target -j2 e2e/world/node_modules test-core test-facade build-sdk lint
	$(MAKE) -o build -o build-sdk test-e2e size

.PHONY: test-core
test-core: node_modules postgresql ## Test the Go packages, natively and as WebAssembly under Node
	$(GO) test $(RACE) $$($(GO) list ./... | grep -v -e /e2e -e /internal/scale)
	$(GO) test ./internal/scale
	$(if $(RACE),$(GO) test -run='^(TestRandomInputs|TestAllocations)$$' ./core ./core/srp)
	GOOS=js GOARCH=wasm $(GO) test -short -exec="$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" ./core/... ./jsbridge/...

.PHONY: test-facade
test-facade: build node_modules ## Check the types of the JavaScript half and test it beside upstream under Node
	npm run --silent typecheck
	npm test --silent

.PHONY: test-e2e
test-e2e: build build-sdk node_modules e2e/world/node_modules chromium engines ## Test in headless Chromium, and e2e/engines in Firefox and WebKit
	@# The longest first, so that none of them is the last alone.
	$(GO) test -count=1 -timeout=30m -p=2 -parallel=4 ./e2e/world ./e2e/session ./e2e/dropin ./e2e/...

.PHONY: test-ecosystem
test-ecosystem: build node_modules chromium ## Build the applications in examples, those that swap upstream, and the site, and drive them in Chromium
	$(GO) test -count=1 -timeout=60m -tags=ecosystem -p=1 ./e2e/ecosystem ./e2e/migration ./e2e/site

# Go makes what it finds shorter for a minute each time, unless told not to.
FUZZTIME ?= 30s
.PHONY: fuzz
fuzz: build node_modules ## Look for inputs that break a decoder, FUZZTIME (30s) for each, and for SRP's
	@grep -rEo --include='*_test.go' '^func Fuzz\w+' core e2e internal | sed -E 's|/[^/]*:func | |' | while read -r folder target; do \
		echo "$$folder $$target"; \
		$(GO) test -run='^$$' -fuzz="^$$target$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=1x -parallel=2 "./$$folder" || exit 1; \
	done
	COGNITOWASM_SRP_INPUTS=10000 $(GO) test -run='^TestRandomInputs$$' ./core/srp

# MUTANTS=-fast leaves out those that need a browser; MUTANTS='-run=lock' runs some.
.PHONY: mutants
mutants: node_modules chromium ## Switch off each mechanism that keeps a property, and see that its tests notice
	$(GO) run ./internal/cmd/mutants $(MUTANTS)

.PHONY: lint
lint: node_modules ## Check formatting, what vet, staticcheck and eslint see, which way imports point, and the workflows
	@test -z "$$($$($(GO) env GOROOT)/bin/gofmt -l core jsbridge wasm e2e bench internal | tee /dev/stderr)"
	$(GO) vet ./...
	$(GO) vet -tags=bench ./bench
	$(GO) vet -tags=ecosystem ./e2e/ecosystem ./e2e/migration ./e2e/site
	GOOS=js GOARCH=wasm $(GO) vet ./jsbridge/... ./wasm
	GOOS=js GOARCH=wasm $(GO) vet -tags=awssdk ./core/... ./wasm
	$(GO) tool staticcheck ./...
	GOOS=js GOARCH=wasm $$($(GO) tool -n staticcheck) ./jsbridge/... ./wasm
	GOOS=js GOARCH=wasm $$($(GO) tool -n staticcheck) -tags=awssdk ./core/... ./wasm
	$(GO) tool actionlint
	npm run --silent lint

.PHONY: vulnerabilities
vulnerabilities: ## Ask the database of vulnerable Go modules (needs the network)
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./...

.PHONY: size
size: build ## Show what a page loads, and fail over the budgets
	$(GO) run ./internal/cmd/size

.PHONY: size-why
size-why: ## Show what the Wasm module is made of, package by package
	$(GO) run ./internal/cmd/sizewhy

# BENCH_ROUNDS=1 is a quick look, whose results are not worth keeping.
.PHONY: bench
bench: build build-sdk node_modules bench/node_modules chromium ## Compare with upstream and others, and write the results into bench and docs/benchmark.md
	$(GO) test -count=1 -timeout=20m -tags=bench -v -run='^TestBench$$' ./bench
	$(MAKE) bench-network
	$(MAKE) bench-servers

.PHONY: bench-network
bench-network: build build-sdk node_modules bench/node_modules chromium ## Measure page loads over TLS and networks with a delay
	$(GO) test -count=1 -timeout=40m -tags=bench -v -run='^Test(Distance|Network)$$' ./bench
	$(GO) run ./internal/cmd/benchreport

# EARLIER is the folder dist of the earlier build, in a clone of its own.
.PHONY: bench-earlier
bench-earlier: build build-sdk node_modules bench/node_modules chromium ## Compare with an earlier build of this library, EARLIER=folder
	BENCH_EARLIER=$(abspath $(EARLIER)) $(GO) test -count=1 -timeout=60m -tags=bench -v -run='^TestEarlier$$' ./bench
	$(GO) run ./internal/cmd/benchreport

.PHONY: bench-servers
bench-servers: postgresql ## Measure the middleware of core/websession, and refreshes over PostgreSQL (docs/servers.md)
	$(GO) test -count=1 -run='^$$' -bench=. -benchtime=1x ./core/websession

.PHONY: scale
scale: ## Simulate 100,000 people's day for docs/scale.md (some minutes)
	GOGC=400 $(GO) test -count=1 -timeout=60m -tags=scale -run='^TestDocs$$' ./internal/scale

.PHONY: gen
gen: node_modules ## Write the generated files again
	$(GO) run ./internal/cmd/genprotocol
	$(GO) run ./internal/cmd/generrors > docs/errors.md
	npm run --silent types
	$(GO) run ./internal/cmd/gendifferences > docs/differences.md
	$(GO) run ./internal/cmd/gendifferences auth > docs/auth-differences.md
	$(GO) run ./internal/cmd/gennotices > THIRD_PARTY_NOTICES

# TAG=v1.2.3 checks that the version is ready to be tagged so.
.PHONY: release-check
release-check: release-facts release-api release-tree ## Check everything that a release needs (RELEASING.md); the whole tests run too
	$(MAKE) test
	$(MAKE) release-package
	$(MAKE) release-tree

.PHONY: release-facts
release-facts: ## Check the version wherever it is shown, the changelog, and how it is published
	$(GO) run ./internal/cmd/releasecheck facts "$(TAG)"

.PHONY: release-api
release-api: ## Check that the changelog names every incompatible change of the Go API
	$(GO) run ./internal/cmd/releasecheck api

.PHONY: release-tree
release-tree: ## Check that nothing is changed or untracked
	$(GO) run ./internal/cmd/releasecheck tree

.PHONY: release-package
release-package: build node_modules chromium ## Check the package: contents, notices, types, sizes, the same bytes twice
	$(GO) run ./internal/cmd/size
	$(GO) run ./internal/cmd/releasecheck package

.PHONY: release-tarball
release-tarball: build ## Make release: the tarball to publish, checked, and what is attached to the release
	rm -rf release
	mkdir release
	npm pack --silent --ignore-scripts --pack-destination release
	$(GO) run ./internal/cmd/releasecheck tarball release

# SITE_BASE=/folder/ is where the site is served, unless that is the root.
SITE_BASE ?= /
.PHONY: site
site: docs/node_modules ## Make docs/.vitepress/dist: the documents as a site, with the API reference
	npm run --silent --prefix docs build -- --base $(SITE_BASE)

.PHONY: clean
clean: ## Remove what was made
	rm -rf dist release lib es internals node_modules e2e/world/node_modules bench/node_modules
	rm -rf docs/node_modules docs/reference docs/.vitepress/dist docs/.vitepress/cache

# npm packages serve tests and type checks only.
node_modules: package.json package-lock.json
	npm ci
	touch node_modules

# What applications use beside the package: e2e/world's cases run with them.
e2e/world/node_modules: e2e/world/package.json e2e/world/package-lock.json
	npm ci --prefix e2e/world --ignore-scripts
	touch e2e/world/node_modules

bench/node_modules: bench/package.json bench/package-lock.json
	npm ci --prefix bench --ignore-scripts
	touch bench/node_modules

docs/node_modules: docs/package.json docs/package-lock.json
	npm ci --prefix docs --ignore-scripts
	touch docs/node_modules

# The tests' browser is the headless shell; a few tests need what only the whole Chromium has.
# (One command, since make expands CHROMIUM for all lines of a recipe before the first runs.)
CHROMIUM_IS_SET := $(filter-out undefined file,$(origin CHROMIUM))
.PHONY: chromium
chromium:
	@[ -z "$(CHROMIUM_IS_SET)" ] || exit 0; \
	installed() { command -v chromium-headless-shell >/dev/null && command -v chromium >/dev/null; }; \
	if ! installed && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium chromium-headless-shell; \
	fi; \
	if ! installed && [ -z "$(CHROMIUM)" ]; then \
		echo "Chromium is needed: install it (Debian: apt install chromium chromium-headless-shell), or set CHROMIUM to its path." >&2; exit 1; \
	fi

# The browsers of e2e/engines. Whose package the system does not have is not tested.
.PHONY: engines
engines:
	@if command -v firefox-esr >/dev/null && command -v WebKitWebDriver >/dev/null && command -v Xvfb >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "Firefox and WebKit are needed where the system has their packages (Debian: apt install firefox-esr webkit2gtk-driver xvfb)." >&2; exit 0; \
	fi; \
	apt-get update && for package in firefox-esr webkit2gtk-driver xvfb; do \
		if apt-cache show $$package >/dev/null 2>&1; then \
			DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$package || exit 1; \
		else \
			echo "The tests that need $$package are skipped: this system has no such package." >&2; \
		fi; \
	done

# The tests start servers of their own; Debian's package would start one too, unless told not to.
.PHONY: postgresql
postgresql:
	@if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		mkdir -p /etc/postgresql-common/createcluster.d && \
		echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.d/tests.conf && \
		apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; \
	else \
		echo "PostgreSQL is needed: install it (Debian: apt install postgresql)." >&2; exit 1; \
	fi
