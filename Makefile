# Two commands do all set-up from nothing but Python, make and git:
#
#     make shell    open th (standard input not a terminal: run what is piped in)
#     make test     run the tests; ARGS goes to pytest, as in `make test ARGS="-k conv"`
#
# PYTHON=python3.13 make test uses that Python, in an environment of its own.

PYTHON ?= python3
VENV ?= $(if $(filter python3,$(PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
JOBS ?= 2

# The stamp names the interpreter, so that an environment made by another one is made anew.
STAMP = $(VENV)/.th-$(shell $(PYTHON) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)
INSTALL = $(VENV)/bin/python -m pip --disable-pip-version-check install --quiet --editable
# An editable install leaves the sources uncompiled, and where PYTHONDONTWRITEBYTECODE is set they would be compiled at
# every start: 0.3 s before the prompt.
COMPILE = $(VENV)/bin/python -m compileall -q -j 0 th

.PHONY: shell test oracle clean

shell: $(STAMP)-shell
	@$(VENV)/bin/th $(ARGS)

# One BLAS thread in each of the JOBS processes: more of them than cores slow each other down.
test: $(STAMP)-test
	@$(COMPILE)
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(VENV)/bin/python -m pytest -q -n $(JOBS) $(ARGS)

# The tests that compare with PyTorch itself.
oracle: $(STAMP)-oracle
	@$(VENV)/bin/python -m pytest -q -n $(JOBS) -m oracle $(ARGS)

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "$(PYTHON) does not start, or is older than Python 3.11, which th needs; try: PYTHON=/path/to/python3.12 make $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; a minute or two) ..." >&2
	@$(PYTHON) -m venv --clear $(VENV) >&2
	@touch $@

$(STAMP)-shell: $(STAMP) pyproject.toml
	@$(INSTALL) . >&2
	@$(COMPILE)
	@touch $@

$(STAMP)-test $(STAMP)-oracle: $(STAMP)-%: $(STAMP) pyproject.toml
	@$(INSTALL) '.[test$(if $(filter oracle,$*),$(comma)oracle)]' >&2
	@touch $@ $(STAMP)-shell

comma := ,

clean:
	rm -rf .venv .venv-* build dist .pytest_cache
	find th tests -name __pycache__ -type d -prune -exec rm -rf {} +
