# make demo   install what is missing, build, and let the shipped agents play each other
# make test   install what is missing, build, and run every test
# make playthroughs   record golden files (Tests/Golden) again where behaviour or texts changed; CONTRIBUTING.md
# make model-test   play a short game with a small language model on this machine (installs it: ten minutes of compiling)
# make lint   check the format of the sources
# make sanitize   tests of readers, store, agents and kitchen with the address and thread sanitizers (slow)
# make python   the Python package: compile, wheel, a fresh environment, its tests; leaves the wheel in .build-python/wheels
# make python-sanitize   the package's tests with the address sanitizer in the extension module
# make peer-tests   overcooked_ai with the package's engine behind it, after make python
# make fuzz   damaged files of every format, guided by coverage, five minutes each

PACKAGES = \
	libopenblas-dev \
	libsqlite3-dev \
	zlib1g-dev \
	libcurl4-openssl-dev \
	python3 \
	libsdl2-dev \
	libsdl2-ttf-dev \
	fonts-dejavu-core
# The window's tests press real keys on an X server without a screen.
TEST_PACKAGES = \
	xvfb \
	xdotool \
	x11-xkb-utils
BRIGADE = .build/release/brigade

.PHONY: demo test playthroughs model-test build packages lint python python-sanitize peer-tests sanitize fuzz clean

# Two episodes for each ordered pair and map: the matrix comes within a minute, and its intervals say how sure it is. More:
# brigade tournament --db runs/demo.sqlite --episodes 10
# Exit code 3: all was played, and an agent failed now and then, such as a program on a busy machine; the matrix says so.
demo: build
	$(BRIGADE) tournament --db runs/demo.sqlite --episodes 2 || test $$? = 3
	@echo
	@printf 'the report: ' && $(BRIGADE) report --db runs/demo.sqlite --title 'Shipped agents on the five classic kitchens' || test $$? = 3

# Tests are built for themselves: with testing enabled, everything would be compiled anew each time.
test: packages
	@Tools/install_packages.sh $(TEST_PACKAGES)
	BRIGADE_CACHE=off swift test -c release --scratch-path .build-test

# Then read `git diff Tests/Golden`. With the build of `make test`.
playthroughs: packages
	BRIGADE_RECORD=1 swift test -c release --scratch-path .build-test --filter 'Playthrough|playthrough|Expected|HelpPage'

model-test: build
	python3 Tools/model_test.py $(BRIGADE)

build: packages
	swift build -c release --product brigade

packages:
	@command -v swift >/dev/null || { echo "There is no Swift here; install 6.2 or newer from https://swift.org/install" >&2; exit 1; }
	@Tools/install_packages.sh $(PACKAGES)

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

python:
	Tools/python_package.sh

python-sanitize:
	Tools/python_package.sh --sanitize

peer-tests:
	Tools/peer_tests.sh

# Debug builds check every index; leaks are not asked for, the test runner has its own. Recorded episodes are replayed whole, which
# takes a second and a half each under the sanitizer; of all other formats ten times as many inputs take as long.
# Of the rest those suites go through the thread sanitizer in which threads meet.
THREADED = 'TogetherTests|ProcessTests|ProcessEndTests|HostileProgramTests|TournamentTests|AdaptiveTests|SharedStoreTests|LanguageModelsTests'
sanitize: packages
	ASAN_OPTIONS=detect_leaks=0 swift test --sanitize=address --scratch-path .build-sanitize --skip allRecordings \
		--filter '^(KitchenTests|EpisodesTests|EpisodeStoreTests|AgentsTests)\.'
	ASAN_OPTIONS=detect_leaks=0 .build-sanitize/debug/brigade-fuzz --except recordings --inputs 200
	ASAN_OPTIONS=detect_leaks=0 .build-sanitize/debug/brigade-fuzz recordings --inputs 20
	swift test --sanitize=thread --scratch-path .build-sanitize-thread --filter $(THREADED)

# Guided by coverage, with libFuzzer; FuzzTests has the short form without it. FORMATS="maps agents" chooses.
FUZZ_SECONDS = 300
fuzz: packages
	swift build -c release --sanitize=fuzzer -Xswiftc -DLIBFUZZER --product brigade-fuzz --scratch-path .build-fuzz
	Tools/fuzz.sh .build-fuzz/release/brigade-fuzz $(FUZZ_SECONDS) $(FORMATS)

clean:
	rm -rf .build .build-*
