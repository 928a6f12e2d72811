.PHONY: help check test docs bench findings-diff

help:       ## show this
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

check:      ## everything that CI runs
	bash .ci/run

test:       ## the tests alone
	.venv/bin/pytest

docs:       ## rule pages, the README's picture and console blocks, made anew
	.venv/bin/python tools/build_docs.py

bench:      ## figures of speed
	.venv/bin/python benchmarks/cold_start.py

findings-diff: ## what a change adds to the findings and takes away (ARGS="--category jargon --all")
	.venv/bin/python tools/findings_diff.py $(ARGS)
