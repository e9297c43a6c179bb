"""Layers and functions called wrongly: errors of PyTorch's class, with words that say more than numpy's."""

import builtins
import json
from pathlib import Path

import pytest

import th

# Calls that PyTorch 2.13 refuses, and the class of its error.
CASES = json.loads((Path(__file__).parent.parent / "data" / "layer_errors.json").read_text(encoding="utf-8"))


def attempt(lib, call):
    """Calls with ``R(2, 3)`` for normal numbers and ``I(2, 3)`` for integer zeros."""
    names = {"torch": lib, "nn": lib.nn, "F": lib.nn.functional, "R": lib.randn,
             "I": lambda *shape: lib.zeros(*shape, dtype=lib.int64)}
    return eval(call, names)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call, error", CASES, ids=[call for call, _ in CASES])
def test_a_wrong_call_is_refused_as_by_pytorch(call, error):
    with pytest.raises(getattr(builtins, error)) as caught:
        attempt(th, call)
    text = str(caught.value)
    assert len(text) > 10
    assert "object has no attribute" not in text
    assert "could not be broadcast" not in text


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore")
def test_pytorch_still_refuses_them():
    import torch

    for call, error in CASES:
        with pytest.raises(getattr(builtins, error)):
            attempt(torch, call)


def test_a_mask_and_causality_hold_both():
    q = th.randn(1, 1, 3, 4)
    mask = th.tensor([[1, 1, 1], [0, 1, 1], [1, 0, 1]]).bool()
    both = th.nn.functional.scaled_dot_product_attention(q, q, q, attn_mask=mask, is_causal=True)
    assert th.allclose(both, th.nn.functional.scaled_dot_product_attention(q, q, q, attn_mask=mask & th.ones(3, 3).tril().bool()))
