# make run       install what is missing, build, and answer Examples/token-price-war.ais
# make test      run every test: those in Swift, and those that run the command
# make laws      try five times as many random programs as make test does: 10 000 for each law
# make bits      compare the answers of this machine's vector instructions with those of the plainest ones, for
#                one to three threads and two block lengths
# make bench     measure the command beside its peers (Docs/Performance.md)
# make syntax    the part of it that reads, checks and runs long programs, beside luac and Python
# make profile   show where the time of two workloads goes, by function and in instructions
# make growth    show how the cost grows with samples, formulas, companies, scenarios and threads
# make prompt    time the start of the prompt, and Tab, beside the prompts of other programs
# make figures   count what the built-in model holds, and time the reading and a projection of it
# make install   put the command into $(DESTDIR)$(PREFIX)/bin, where it needs nothing else to run, with its manual
#                page and what bash, zsh and fish complete
# make lint      check the layout of the Swift sources
# make clean     remove what was built

SWIFT  ?= swift
PYTHON ?= python3
PREFIX ?= /usr/local

# One release build for all uses: an executable with everything in it, so that it starts fast and runs anywhere.
scratch = .build/static
binary  = $(scratch)/release/ais
ifeq ($(shell uname -s),Linux)
static  = -Xswiftc -static-executable -Xlinker -ltinfo -Xlinker -lbsd -Xlinker -lmd
endif

# The same with kernels that use only what every processor of the architecture has.
plain = .build/baseline

# Where what comes with the command is installed.
share = $(PREFIX)/share
man   = $(share)/man/man1
bash  = $(share)/bash-completion/completions
zsh   = $(share)/zsh/site-functions
fish  = $(share)/fish/vendor_completions.d

# A build for tests, which look into it: with optimization, since its answers are many.
tested = --scratch-path .build/tests -Xswiftc -O -Xswiftc -enable-testing

venv         = .build/venv
requirements = Tests/requirements.txt

.PHONY: run test laws bits bench syntax prompt profile growth figures install lint clean release baseline toolchain libedit

run: release
	$(binary) Examples/token-price-war.ais

test: toolchain libedit
	$(SWIFT) test $(tested)
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call packages,python3-venv)
	@test -x $(venv)/bin/python || $(PYTHON) -m venv $(venv)
	@$(venv)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $(requirements)
	AIS_BINARY="$$($(SWIFT) build $(tested) --show-bin-path)/ais" $(venv)/bin/python -m pytest -o cache_dir=$(CURDIR)/.build/pytest Tests/Terminal Tests/Grammar

laws: toolchain libedit
	AIS_THOROUGH=1 $(SWIFT) test $(tested) \
	  --filter 'RandomProgramTests|RandomAnswerTests|SettingTests|BlockTests|DerivativeTests'

baseline: toolchain libedit
	$(SWIFT) build -c release --product ais --scratch-path $(plain) -Xcc -DAIS_NO_CLONES $(static)

bits: release baseline
	@for script in Examples/*.ais; do \
	  wanted=; for ais in $(binary) $(plain)/release/ais; do for threads in 1 2 3; do for block in 64 1024; do \
	    $$ais --format json --samples 40000 --threads $$threads --block-length $$block $$script >$(scratch)/bits.json || exit 1; \
	    sum=$$(cksum <$(scratch)/bits.json); \
	    : $${wanted:=$$sum}; \
	    [ "$$sum" = "$$wanted" ] || \
	      { echo "$$script: $$ais with $$threads threads and blocks of $$block answers differently" >&2; exit 1; }; \
	  done; done; done; \
	done
	@echo "every example gives the same bytes for any vector instructions, threads and block length"

bench: release
	$(SWIFT) build -c release --product ParseBenchmark --scratch-path $(scratch) $(static)
	$(SWIFT) build -c release --product SessionBenchmark --scratch-path $(scratch) $(static)
	@$(PYTHON) Tests/Benchmarks/bench.py $(dir $(binary))

syntax: release
	$(SWIFT) build -c release --product ParseBenchmark --scratch-path $(scratch) $(static)
	@$(PYTHON) Tests/Benchmarks/syntax.py $(dir $(binary))

prompt: release
	@$(PYTHON) Tests/Benchmarks/prompt.py $(binary)

profile: release baseline
	@$(PYTHON) Tests/Benchmarks/profile.py $(binary) $(plain)/release/ais

growth: release
	@$(PYTHON) Tests/Benchmarks/growth.py $(binary)

figures: release
	@$(PYTHON) Tests/Benchmarks/model.py $(binary)

# What stands beside the command is written by the library that reads its options.
install: release
	$(SWIFT) build -c release --product generate-manual --scratch-path $(scratch) $(static)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(man)" "$(DESTDIR)$(bash)" "$(DESTDIR)$(zsh)" "$(DESTDIR)$(fish)"
	install -s -m 755 $(binary) "$(DESTDIR)$(PREFIX)/bin/ais"
	$(scratch)/release/generate-manual $(binary) --output-directory "$(DESTDIR)$(man)"
	$(binary) --generate-completion-script bash | sed 's/^complete -o/complete -o default -o/' >"$(DESTDIR)$(bash)/ais"
	$(binary) --generate-completion-script zsh >"$(DESTDIR)$(zsh)/_ais"
	$(binary) --generate-completion-script fish >"$(DESTDIR)$(fish)/ais.fish"

release: toolchain libedit
	$(SWIFT) build -c release --product ais --scratch-path $(scratch) $(static)

lint: toolchain
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift

clean:
	rm -rf .build

# What the build needs

toolchain:
	@command -v $(SWIFT) >/dev/null || \
	  { echo "ais is written in Swift: install Swift 6.2 or later from https://www.swift.org/install" >&2; exit 1; }

libedit:
ifeq ($(shell uname -s),Linux)
	@pkg-config --exists libedit 2>/dev/null || $(call packages,libedit-dev pkg-config)
endif

# Shell code that installs Debian packages, or says what to install.
packages = { command -v apt-get >/dev/null || { echo "please install what Debian calls: $(1)" >&2; exit 1; }; \
  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); echo "installing $(1)"; \
  $$sudo apt-get -qq -o DPkg::Lock::Timeout=300 update && \
  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 install $(1) >/dev/null; }
