"""Each function of `plot` and `image` has an example that runs; `image`'s decorated ones are not found by doctest itself."""

import doctest
import inspect

import numpy as np
import pytest

import th
import th.image as image
import th.nn as nn
import th.plot as plot
from th.plot import figures, pending

# What the session calls, and classes whose methods have examples of their own.
INNER = {"claim", "show_pending", "Figure", "Picture", "itorch"}
NAMES = [(module, name) for module in (plot, image) for name in module.__all__ if name not in INNER]


@pytest.mark.parametrize(("module", "name"), NAMES, ids=[f"{module.__name__}.{name}" for module, name in NAMES])
def test_the_example_runs(module, name, capsys):
    function = getattr(module, name)
    text = inspect.getdoc(function)
    assert "Example:" in text
    names = {"th": th, "torch": th, "nn": nn, "np": np, "image": image, "plot": plot, "gnuplot": plot}
    th.manual_seed(0)
    test = doctest.DocTestParser().get_doctest(inspect.getdoc(function), names, name, None, 0)
    assert test.examples
    complaints = []
    doctest.DocTestRunner(verbose=False).run(test, out=complaints.append)
    pending._pending.clear()
    figures.closeall()
    plot.screen("auto")
    assert not complaints, "".join(complaints)
