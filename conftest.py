"""Pytest's set-up for the whole repository: tests/ and the examples in th's docstrings."""

import builtins
import doctest
import importlib
import os
import random
import re
import sys
import tempfile
from importlib.util import find_spec

import numpy as np
import pytest

import th

# No test reads or writes the user's own settings, history or kernels.
SCRATCH = tempfile.TemporaryDirectory(prefix="th-tests-")
for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):
    os.environ[variable] = os.path.join(SCRATCH.name, variable.lower())
os.environ["MPLBACKEND"] = "Agg"
for variable in ("TH_SCREEN", "TH_STARTUP", "NO_COLOR", "PYTHONSTARTUP"):
    os.environ.pop(variable, None)

# What an example in a docstring of th may use without importing it.
DOCTEST_NAMES = {
    "th": "th",
    "torch": "th",
    "nn": "th.nn",
    "F": "th.nn.functional",
    "optim": "th.optim",
    "data": "th.data",
    "image": "th.image",
    "plot": "th.plot",
    "gnuplot": "th.plot",
    "itorch": "th.plot.itorch",
    "np": "numpy",
}

# The sections of our docstrings follow each other without blank lines ("Source:" below an example). doctest would take
# the next section's title for output: here output ends where a line is indented less than its example.
pattern = doctest.DocTestParser._EXAMPLE_RE
doctest.DocTestParser._EXAMPLE_RE = re.compile(pattern.pattern.replace(r".+$\n?", r"(?P=indent).+$\n?"), pattern.flags)


def pytest_ignore_collect(collection_path):
    """Among the tests, only test_*.py hold any; the others are read by them, or are scripts."""
    if collection_path.name == "as_torch.py":
        return True  # importing it would make th of the `torch` that oracles ask
    is_support = collection_path.suffix == ".py" and not collection_path.name.startswith(("test_", "conftest"))
    return True if is_support and "tests" in collection_path.parts else None


def pytest_collection_modifyitems(items):
    """Skip what this machine cannot run, with the reason."""
    reasons = {
        "oracle": None if find_spec("torch") else "PyTorch is not installed: pip install torch==2.13.*",
        "gpu": None if has_gpu() else "no NVIDIA GPU, or cupy is not installed",
    }
    for item in items:
        for marker, reason in reasons.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def has_gpu():
    if find_spec("cupy") is None:
        return False
    import cupy

    return cupy.cuda.is_available()


@pytest.fixture(autouse=True)
def seed_every_test():
    """The same random numbers whichever tests ran before in this process."""
    random.seed(0)
    np.random.seed(0)
    th.manual_seed(0)


@pytest.fixture(autouse=True)
def fill_doctest_namespace(request, doctest_namespace, seed_every_test):
    """Give each docstring example the names of a session."""
    if not isinstance(request.node, pytest.DoctestItem):
        yield
        return
    for name, module in DOCTEST_NAMES.items():
        doctest_namespace[name] = importlib.import_module(module)
    # An example means Python's sum and float, not those of the module that it stands in.
    names = request.node.dtest.globs
    for name in [name for name in names if hasattr(builtins, name) and not name.startswith("__")]:
        del names[name]
    yield
    if "th.plot.figures" in sys.modules:
        sys.modules["th.plot.figures"].closeall()  # else the next figure, or the exit, would show what an example drew
