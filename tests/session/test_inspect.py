"""Help on names."""

import re
from operator import attrgetter
from types import SimpleNamespace

import numpy as np
import pytest

import th
from th.session import torch7_names

SET_UP = '''
class A:
    """The doc of A."""
    def method(self, a, b=2):
        """The doc of method."""
        return 1
    @property
    def prop(self):
        """The doc of prop."""
        raise SystemExit
a = A()
'''


@pytest.fixture
def known(session):
    session.namespace["np"] = np
    session.namespace["arr"] = np.zeros((2, 3))
    session.run(SET_UP)
    return session


CASES = [
    ("len", ["len(obj)", "number of items"]),
    ("np.linspace", ["np.linspace(start, stop, num=50", "evenly spaced", "function_base.py"]),
    ("a.method", ["a.method(a, b=2)", "The doc of method.", "method of: A"]),
    ("A", ["The doc of A."]),
    ("a.prop", ["The doc of prop.", "property"]),
    ("arr", ["ndarray", "2x3 float64", "48 B"]),
    ("arr.reshape(6).sum", ["sum(axis=None"]),
    ("np", ["module"]),
    ("%time", ["%time STATEMENT"]),
    ("np.*load*", ["np.load", "np.loadtxt"]),
    ("torch.cmul", ["Torch7's name; today: torch.mul"]),
    ("nn.CAddTable", ["today: a + b in forward"]),
]


@pytest.mark.parametrize("name, texts", CASES)
def test_help(known, name, texts):
    from th.session import inspect

    page = inspect.page(known, name)
    assert page.found
    for text in texts:
        assert text in page.plain
    assert set(page.bundle()) == {"text/plain", "text/html"}


@pytest.mark.parametrize(
    "name, near", [("np.linspce", "np.linspace"), ("lne", "len"), ("%timit", "%timeit"), ("a.methd", "a.method")]
)
def test_an_unknown_name_leads_to_the_nearest(known, name, near):
    from th.session import inspect

    page = inspect.page(known, name)
    assert not page.found and f"did you mean {near}" in page.plain


def test_the_source(known):
    from th.session import inspect

    assert "def method(self, a, b=2):" in inspect.page(known, "a.method", 1).plain
    assert "class A:" in inspect.page(known, "A", 1).plain
    assert "written in C" in inspect.page(known, "len", 1).plain


@pytest.mark.parametrize(
    "text, pos, name",
    [("x = np.linspace(0, 1)", 8, "np.linspace"), ("np.linspace(0, 1, ", 18, "np.linspace"), ("f(np.zeros(3).sum", 17, "np.zeros(3).sum"),
     ("np.linspace", 1, "np"), ("%time f()", 2, "%time"), ("'np'", 2, None), ("3 + ", 4, None)],
)  # fmt: skip
def test_the_name_at_the_cursor(text, pos, name):
    from th.session import inspect

    assert inspect.expression_at(text, pos) == name


def test_html_is_escaped(known):
    known.run('def f():\n    """a < b & c"""\n')
    assert "a &lt; b &amp; c" in known.help("f", 1).html


PACKAGES = SimpleNamespace(torch=th, nn=th.nn, optim=th.optim)


def test_torch7s_names_have_todays():
    for package in torch7_names.MEMBERS:
        for old in torch7_names.table(package):
            today = torch7_names.today(package, old) or f"{package}.{old}"
            if re.fullmatch(r"[\w.]+", today):  # a name, no sentence
                assert attrgetter(today)(PACKAGES), f"{package}.{old}"


def test_the_source_of_an_operation_is_its_declaration(session):
    page = session.help("torch.relu", level=1)
    assert "file: " in page.plain and "th/tensor/ops/" in page.plain
    assert "def relu(" in page.plain and "relu.backward(" in page.plain


def test_the_source_of_classes_without_functions(session, tmp_path, monkeypatch):
    (tmp_path / "bare_classes.py").write_text(
        "class Bare(int):\n    \"\"\"Nothing here.\"\"\"\n\nMade = type(\n    'Made', (int,), {'__module__': __name__},\n)\nother = 1\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    session.run("from bare_classes import Bare, Made")
    assert session.help("Bare", level=1).plain.endswith("class Bare(int):\n    \"\"\"Nothing here.\"\"\"")
    assert "Made = type(" in session.help("Made", level=1).plain and "other" not in session.help("Made", level=1).plain
