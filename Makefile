# Everything a person or CI does here is one of these verbs. "make help" lists them.
GO       ?= go
BIN      := bin/soprun
TOOLS    := $(CURDIR)/.tools
GOLANGCI := v2.15.0
GOFUMPT  := v0.12.0
NFPM     := v2.44.0
CYCLONE  := v1.9.0
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X soprun/internal/cli.linked=$(VERSION)
FUZZTIME ?= 20s
# Making a key is slow on purpose: one goroutine that stirs a table. Watched for
# races it would take twenty times as long and show nothing.
UNRACED  := -gcflags=golang.org/x/crypto/blowfish=-race=false

.DEFAULT_GOAL := help
.PHONY: installed booted release packers help build run test race lint fmt cover pictures golden fuzz e2e hub bench check tools site

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## compile bin/soprun, which needs no library of the system
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/soprun

run: build ## build soprun and open it on its own store
	@$(BIN) $(ARGS)

# A test makes much that is gone at once: with more of it before it is swept they take a fifth less time, and little more memory.
test: ## pass every test
	@GOGC=400 $(GO) test ./...

# Raced is what begins goroutines of its own, and the root of the screens, which is called by several; what only computes is raced by who
# calls it. Not raced are the commands, which are processes, and of the others what asks Python and what holds one dialogue, or draws one
# frame, after the other, some hundreds of times.
RACED := boltfile|effects|guest|pages|plain|station|store|tui|tui/kit|watch|present|session|record
LONG  := BothVerifiers|ThePythonVerifier|WithoutSoprun|AtAnyPrompt|EveryWordOfAPage|EveryWordCanBeReached|FitEveryTerminal|FitsEveryTerminal|WriteTheSameLog|NothingHostile|TheMouseNever|EveryStateOfARun|NothingCovers|SaidWithoutColour|EveryFrameSays|StandBesideTheCurrent|SaidInWords|EveryQuestionOf|ASimulatedLearner|FlippedBit|FrozenBundles

# Nothing is vetted here: the linters do it.
race: ## pass the tests of what is done at once under the race detector
	@GOGC=200 $(GO) test -race -vet=off $(UNRACED) -skip '$(LONG)' $$($(GO) list ./... | grep -E '/($(RACED))$$')

# The systems that are vetted beside this one, for which a linter does it: what is only written for one of them is compiled nowhere else.
# Nothing of it runs, so nothing is optimised.
SYSTEMS := windows darwin freebsd
UNRUN   := -gcflags='all=-N -l'

lint: tools ## vet for each system, the linters' allow-list and the formatter
	@for os in $(SYSTEMS); do GOOS=$$os CGO_ENABLED=0 $(GO) vet $(UNRUN) ./... || exit 1; done
	@$(TOOLS)/golangci-lint run ./... && test -z "$$($(TOOLS)/gofumpt -l . | tee /dev/stderr)"

fmt: tools ## format the Go code and the shipped pages
	@$(TOOLS)/gofumpt -w . && $(GO) run ./cmd/soprun fmt --write procedures

cover: ## show the test coverage of each package
	@$(GO) test -cover ./...

# Read what is written before it is committed: in a browser, in both schemes.
pictures: ## draw the pictures of the documents again, of what the program shows now
	@$(GO) test ./internal/tui -run 'ThePicturesOf|TheRecordingOf' -update

golden: ## write the golden frames and files again, to be read before they are committed
	@$(GO) test ./internal/tui ./internal/paper ./sop/page ./procedures -update

fuzz: ## fuzz each parser for FUZZTIME
	@for f in $$(grep -rlE '^func Fuzz' --include='*_test.go' .); do for n in $$(grep -oE '^func Fuzz[A-Za-z0-9]+' $$f | cut -c6-); do $(GO) test $$(dirname $$f) -run '^$$' -fuzz "^$$n\$$" -fuzztime $(FUZZTIME) || exit 1; done; done

e2e: build ## drive the built program in a real terminal
	@$(GO) test -count=1 ./internal/e2e/...

# ONLY is a pattern of the rows that are measured, COMPLETIONS how long the log is, GROWTH=true measures at a tenth and a hundredth of that too, and LOGS keeps what was made up for the next time.
COMPLETIONS ?= 10000
GROWTH      ?= false
LOGS        ?=
ONLY        ?=

hub: ## say how a hub is set up by hand
	@cat internal/hub/README.md

bench: ## print each performance target beside a reference of the same run, and keep the table as JSON
	@mkdir -p bin && $(GO) test -count=1 -timeout 6h ./internal/bench -v -run '^TestTheTargetsAreKept$$' -args -peers -completions $(COMPLETIONS) -growth=$(GROWTH) -only '$(ONLY)' -logs '$(LOGS)' -json $(CURDIR)/bin/bench.json

# The same commit gives the same files, anywhere. KEY=FILE has an SSH key sign the checksums, URL=ADDRESS says where the files will lie, for manifests of Homebrew, Scoop and winget.
release: packers ## build archives and packages for every system into bin/release
	@$(GO) run ./internal/release -version $(VERSION) -epoch $$(git log -1 --format=%ct) -tools $(TOOLS) $(if $(KEY),-key $(KEY)) $(if $(URL),-url $(URL))

packers: ## install what packs a release, pinned, into .tools
	@test -x $(TOOLS)/nfpm-$(NFPM) || (GOBIN=$(TOOLS) $(GO) install github.com/goreleaser/nfpm/v2/cmd/nfpm@$(NFPM) && mv $(TOOLS)/nfpm $(TOOLS)/nfpm-$(NFPM))
	@test -x $(TOOLS)/cyclonedx-gomod-$(CYCLONE) || (GOBIN=$(TOOLS) $(GO) install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@$(CYCLONE) && mv $(TOOLS)/cyclonedx-gomod $(TOOLS)/cyclonedx-gomod-$(CYCLONE))
	@ln -sf nfpm-$(NFPM) $(TOOLS)/nfpm && ln -sf cyclonedx-gomod-$(CYCLONE) $(TOOLS)/cyclonedx-gomod

# Every document, and the manual as the commands are now, as files that any browser opens: no script, nothing from elsewhere.
site: ## build the documents as a site into bin/site
	@$(GO) run ./internal/site

# OLD is the package of an earlier version, which is installed first; MIRROR is where Debian is taken from. It wants root and debootstrap.
OLD    ?=
MIRROR ?=

installed: ## install the package of bin/release into a bare Debian, use it, upgrade it and remove it
	@.ci/installed $(or $(OLD),$(wildcard bin/release/*_amd64.deb)) $(wildcard bin/release/*_amd64.deb) $(MIRROR)

booted: ## boot a bare Debian with that package into the kiosk, work there, back up and boot again (root, systemd-nspawn, tmux)
	@.ci/booted $(wildcard bin/release/*_amd64.deb) $(MIRROR)

check: lint race test ## what CI runs: linters, the raced tests, then every test

tools: ## install the pinned linters into .tools
	@test -x $(TOOLS)/golangci-lint-$(GOLANGCI) || (GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI) && mv $(TOOLS)/golangci-lint $(TOOLS)/golangci-lint-$(GOLANGCI))
	@test -x $(TOOLS)/gofumpt-$(GOFUMPT) || (GOBIN=$(TOOLS) $(GO) install mvdan.cc/gofumpt@$(GOFUMPT) && mv $(TOOLS)/gofumpt $(TOOLS)/gofumpt-$(GOFUMPT))
	@ln -sf golangci-lint-$(GOLANGCI) $(TOOLS)/golangci-lint && ln -sf gofumpt-$(GOFUMPT) $(TOOLS)/gofumpt
