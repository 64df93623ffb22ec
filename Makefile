# Every task is in dev.py; this passes its name on. ARGS goes along: make test ARGS="tests/db -x"

TASKS := demo test check libraries installs faults blocks bench docs run setup requirements

# dev.py says so itself if none of these is new enough.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && exit; \
	done; echo python3)

.PHONY: help $(TASKS)
.DEFAULT_GOAL := help

help:
	@echo "make …"; $(PYTHON) dev.py help

$(TASKS):
	@$(PYTHON) dev.py $@ $(ARGS)
