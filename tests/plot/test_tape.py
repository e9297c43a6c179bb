"""`th.viz`: the recorded graph as text, as Graphviz and as a picture."""

import pytest

import th
from th.errors import ArgumentError


def test_a_shared_input_is_named_once_and_pointed_at_after():
    x = th.ones(2, requires_grad=True)
    y = x.exp()
    tape = th.viz.read((y * 2 + y).sum())
    assert repr(tape).splitlines() == [
        "SumBackward0",
        "└─ AddBackward0",
        "   ├─ MulBackward0",
        "   │  └─ ExpBackward0",
        "   │     └─ leaf (2,)",
        "   └─ ExpBackward0 (above)",
    ]
    assert tape.dot().count("->") == 5


def test_a_long_chain_is_cut_and_says_so():
    x = th.ones(1, requires_grad=True)
    y = x
    for _ in range(1000):
        y = y + 1
    assert repr(th.viz.read(y)).splitlines()[-1] == "... cut after 300 nodes"


def test_the_picture_has_a_box_for_each_node():
    x = th.ones(2, requires_grad=True)
    figure = th.viz.graph((x * 2).sum())
    assert [text.get_text() for text in figure.axes[0].texts if text.get_text()] == ["SumBackward0", "MulBackward0", "leaf (2,)"]


def test_a_tensor_without_history_is_an_error():
    with pytest.raises(ArgumentError, match="grad_fn is None"):
        th.viz.graph(th.ones(2))
