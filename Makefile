.PHONY: help check test docs weights fit-score bench findings-diff

help:       ## show this
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

check:      ## everything that CI runs
	bash .ci/run

test:       ## the tests alone
	.venv/bin/pytest

docs:       ## rule pages, the README's picture and console blocks, the figures on the check sets, made anew
	.venv/bin/python tools/build_docs.py
	.venv/bin/python tools/build_accuracy.py

weights:    ## tables of weights trained anew on the tune sets (ARGS="condescension --curve")
	.venv/bin/pip install -q -e '.[train]'
	.venv/bin/python tools/train_weights.py $(ARGS)

fit-score:  ## what weights of categories the grades ask for
	.venv/bin/python tools/fit_score.py

bench:      ## figures of speed
	.venv/bin/python benchmarks/cold_start.py

findings-diff: ## what a change adds to the findings and takes away (ARGS="--category jargon --all")
	.venv/bin/python tools/findings_diff.py $(ARGS)
