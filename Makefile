.PHONY: help check compiled test test-browser test-helpdesks test-spark test-load docs page weights fit-score bench bench-tools mutation fuzz test-pythons example findings-diff

PIP = .venv/bin/pip install -q
PYTEST = .venv/bin/pytest -q -m

help:       ## show this
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

check:      ## everything that CI runs
	bash .ci/run

test:       ## the tests alone, without those that need a big install
	.venv/bin/pytest

test-browser: ## the page, the report and the agent apps in Debian's chromium (needs node and npm too)
	command -v chromium >/dev/null || { apt-get update -qq && apt-get install -qq --no-install-recommends chromium; } >/dev/null
	$(PIP) -e '.[test,browser]'
	$(PYTEST) browser

test-helpdesks: ## django-helpdesk, Roundup and Request Tracker, the real ones (the last in a chroot: root, debootstrap)
	command -v chromium debootstrap >/dev/null || { apt-get update -qq && apt-get install -qq --no-install-recommends chromium debootstrap; } >/dev/null
	$(PIP) -e '.[test,helpdesks]'
	$(PYTEST) helpdesk

test-spark: ## the audit under a local Spark (needs Java)
	$(PIP) -e '.[test,spark]'
	$(PYTEST) spark

test-load:  ## the service under load and against its own OpenAPI document
	$(PIP) -e '.[test]' schemathesis
	$(PYTEST) load

compiled:   ## the engine compiled anew after a change
	$(PIP) --no-deps -e .

docs:       ## rule pages, the README's picture and console blocks, the figures on the check sets, made anew
	.venv/bin/python tools/build_docs.py
	.venv/bin/python tools/build_accuracy.py

page:       ## the service's page, built anew
	cd page && npm ci --no-audit --no-fund && npm run build

weights:    ## tables of weights trained anew on the tune sets (ARGS="condescension --curve")
	$(PIP) -e '.[train]'
	.venv/bin/python tools/train_weights.py $(ARGS)

fit-score:  ## what weights of categories the grades ask for
	.venv/bin/python tools/fit_score.py

bench-tools: ## the checkers that the benchmarks compare with, into the user's cache (Java, Maven, Node, apt)
	.venv/bin/python benchmarks/checkers.py

bench:      ## docs/benchmarks.md (ARGS="speed others cold-start audit service spelling": only those; ARGS=--quick: a trial, printed)
	.venv/bin/python benchmarks/run.py $(ARGS)

fuzz:       ## new trouble for cards, phrases, exports, the service, editors and mail, two seconds a property
	FUZZ_SECONDS=2 .venv/bin/pytest -q $(wildcard tests/test_fuzz_*.py)

PYTHONS = $(wildcard $(HOME)/.pyenv/versions/3.1*/bin/python)
test-pythons: ## a quick look on each Python that pyenv has, from 3.10 on (ARGS=tests: the whole suite)
	for python in $(PYTHONS); do \
	  venv=.venv/pythons/$$(basename $${python%/bin/python}); \
	  $$python -m venv $$venv && $$venv/bin/pip install -q -e '.[test]' && \
	  $$venv/bin/pytest -q $(or $(ARGS),tests/test_linter.py tests/test_text.py tests/test_phrase.py tests/test_fuzz_readers.py) || exit 1; \
	done

mutation:   ## do the tests notice when score, fixes, phrases and the matcher are changed? (ARGS="score": only those)
	$(PIP) -e '.[test]' mutmut==3.8.1
	.venv/bin/python tools/mutation.py $(ARGS)

example:    ## examples/tickets.csv, from the replies of corpora/
	.venv/bin/python tools/build_tickets.py

findings-diff: ## what a change adds to the findings and takes away (ARGS="--category jargon --all")
	.venv/bin/python tools/findings_diff.py $(ARGS)
