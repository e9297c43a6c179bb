"""How values are shown."""

from collections import OrderedDict

import numpy as np
import pytest

from th.session import display

A = list(range(30))


@pytest.mark.parametrize(
    "value, shown",
    [
        (1, "1"),
        ("a\nb", "'a\\nb'"),
        ([1, [2, (3,)]], "[1, [2, (3,)]]"),
        ({}, "{}"),
        (set(), "set()"),
        (frozenset({1}), "frozenset({1})"),
        ({"a": [1, 2], "b": (None,)}, "{'a': [1, 2], 'b': (None,)}"),
        (OrderedDict(a=1), "OrderedDict({'a': 1})"),
        (np.zeros((2, 2)), "array([[0., 0.],\n       [0., 0.]])"),
        ([np.zeros((2, 2)), np.zeros(2)], "[ndarray 2x2 float64 cpu, array([0., 0.])]"),
        ({"w": np.zeros((64, 3))}, "{'w': ndarray 64x3 float64 cpu}"),
    ],
)
def test_values(value, shown):
    assert display.text(value) == shown


def test_long_containers_are_one_item_a_line_and_bounded():
    lines = display.text(A, 40).split("\n")
    assert lines[0] == "[0," and lines[1] == " 1," and lines[-1] == " 29]"
    text = display.text(list(range(100_000)))
    assert "99800 more" in text and len(text) < 2000
    assert len(display.text("x" * 10_000_000)) < 200_000
    assert len(display.text(["x" * 100_000] * 100)) < 400_000


def test_cycles_end():
    value = [1]
    value.append(value)
    assert display.text(value) == "[1, [...]]"


def test_deep_nesting_does_not_kill():
    value = []
    for _ in range(100_000):
        value = [value]
    assert "RecursionError" in display.text(value)


class Pretty:
    def _repr_pretty_(self, p, cycle):
        with p.group(2, "Pretty(", ")"):
            for name in ("alpha", "beta", "gamma"):
                p.breakable("")
                p.text(name + ",")


class Rich:
    def _repr_html_(self):
        return "<b>rich</b>"

    def _repr_png_(self):
        raise ValueError("no picture")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/latex": "$x$", "image/svg+xml": "<svg/>"}


def test_the_pretty_protocol():
    assert display.text(Pretty()) == "Pretty(alpha,beta,gamma,)"
    assert display.text(Pretty(), 16) == "Pretty(\n  alpha,\n  beta,\n  gamma,)"


def test_only_the_types_asked_for_are_computed():
    assert set(display.bundle(Rich())) == {"text/plain"}
    assert display.bundle(Rich(), ("text/html", "image/png", "text/latex")) == {
        "text/html": "<b>rich</b>", "text/latex": "$x$",
    }  # fmt: skip


def test_a_repr_that_raises():
    class Bad:
        def __repr__(self):
            raise SystemExit

    assert "its repr raised SystemExit" in display.text([1, Bad()])
