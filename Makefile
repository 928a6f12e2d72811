.PHONY: help check test docs bench

help:       ## show this
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

check:      ## everything that CI runs
	bash .ci/run

test:       ## the tests alone
	.venv/bin/pytest

docs:       ## rule pages, the README's picture and console blocks, made anew
	.venv/bin/python tools/build_docs.py

bench:      ## figures of speed
	.venv/bin/python benchmarks/cold_start.py
