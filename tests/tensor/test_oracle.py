"""PyTorch itself as the oracle: every op of its OpInfo database that `th` has, on PyTorch's own samples.

Values, dtypes and structure in five dtypes; first and second derivatives in float64.  A few samples of each op;
all of them with TH_ORACLE=full in the environment.
"""

import os
import warnings
from importlib.util import find_spec

import numpy as np
import pytest

import th
from tests.tensor import oracle
from tests.tensor.oracle_known import GRADIENTS, KNOWN, NOISE, SHAPES_ONLY, TIES

pytestmark = [pytest.mark.oracle, pytest.mark.filterwarnings("ignore")]

FULL = os.environ.get("TH_ORACLE") == "full"
SAMPLES = 10_000 if FULL else 5
GRADIENT_SAMPLES = 10_000 if FULL else 3
GRADIENT_NOISE = 5  # how much more than results gradients lose where they cancel
SINGLE_NOISE = 1e4  # what they lose when some input is of single precision


def declared():
    """The OpInfos whose op `th` has."""
    if find_spec("torch") is None or find_spec("expecttest") is None:
        return []
    return [i for i in oracle.op_infos() if oracle.function_of(i) is not None]


INFOS = declared()
PAIRS = [(i, d) for i in INFOS for d in oracle.DTYPES if oracle.supports(i, d)]


def both(info, sample):
    """(ours, PyTorch's) result of one sample."""
    import torch

    args = oracle.ours([sample.input, *sample.args])
    kwargs = oracle.ours(sample.kwargs)
    torch.manual_seed(0)
    expected = info(sample.input, *sample.args, **sample.kwargs)
    th.manual_seed(oracle.seed_of(info))
    return oracle.function_of(info)(*args, **kwargs), expected


def _values_only(actual, expected):
    """Without the indices, which may name any of several equal elements."""
    return (actual[0], expected[0]) if isinstance(expected, tuple) else ([], [])


def check_values(info, dtype):
    found = []
    for number, sample in enumerate(oracle.samples(info, dtype, SAMPLES)):
        text = f"{dtype} sample {number}"
        try:
            actual, expected = both(info, sample)
        except oracle.Unconvertible:
            continue
        except Exception as err:
            found.append(f"{text}: {type(err).__name__}: {err}"[:300])
            continue
        if info.name in TIES and dtype in ("int64", "bool"):
            actual, expected = _values_only(actual, expected)
        free = sample.output_process_fn_grad(expected) is not expected  # signs, or columns that any others could stand for
        exact = not free and info.name not in SHAPES_ONLY
        found += oracle.differences(actual, expected, text, exact, NOISE.get(f"{info.name}/{dtype}", 1))
        if free:
            actual, expected = sample.output_process_fn_grad(actual), sample.output_process_fn_grad(expected)
            found += oracle.differences(actual, expected, text)
    return found


def expect(found, known):
    """Passes when nothing differs; where a difference is known, when something does."""
    if known is not None and (found or FULL):  # a difference may show in few samples
        assert found, f"agrees now: take it out of oracle_known.py ({known})"
        pytest.xfail(known)
    assert not found, "\n".join(found[:4])


@pytest.mark.parametrize(("info", "dtype"), PAIRS, ids=lambda v: v if isinstance(v, str) else oracle.identifier(v))
def test_values(info, dtype):
    known = KNOWN.get(oracle.identifier(info)) or KNOWN.get(f"{oracle.identifier(info)}/{dtype}")
    expect(check_values(info, dtype), known)


def _wrapper(info):
    """What makes a Hermitian matrix of the input where the op wants one; other wrappers call PyTorch's functions."""
    if "hermitian" in info.gradcheck_wrapper.__name__:
        return info.gradcheck_wrapper
    return lambda op, *args, **kwargs: op(*args, **kwargs)


def leaves(library, sample_values):
    return [t for t in oracle._tensors(library, sample_values) if t.requires_grad]


def check_gradients(info):
    import torch

    found = []
    for number, sample in enumerate(oracle.samples(info, "float64", GRADIENT_SAMPLES, requires_grad=True)):
        their_args, text = [sample.input, *sample.args, *sample.kwargs.values()], f"sample {number}"
        try:
            args, kwargs = oracle.ours([sample.input, *sample.args]), oracle.ours(sample.kwargs)
            torch.manual_seed(0)
            wrapped = _wrapper(info)
            expected = wrapped(info, sample.input, *sample.args, **sample.kwargs)
            expected = sample.output_process_fn_grad(expected)
        except oracle.Unconvertible:
            continue
        second = info.supports_gradgrad
        coarse = any(t.dtype is torch.float32 for t in oracle._tensors(torch, their_args))
        try:
            wanted = oracle.gradients(torch, expected, leaves(torch, their_args), second)
        except RuntimeError:
            continue  # PyTorch refuses, say where eigenvectors are free to turn
        try:
            th.manual_seed(oracle.seed_of(info))
            actual = wrapped(oracle.function_of(info), *args, **kwargs)
            actual = sample.output_process_fn_grad(actual)
            got = oracle.gradients(th, actual, leaves(th, [*args, *kwargs.values()]), second)
        except Exception as err:
            found.append(f"{text}: {type(err).__name__}: {err}"[:300])
            continue
        for order, w in enumerate(wanted):
            g = got[order] if order < len(got) else [None] * len(w)
            for i, (a, e) in enumerate(zip(g, w, strict=True)):
                found += gradient_differences(a, e, f"{text} derivative {order + 1} of input {i}", coarse)
    return found


def gradient_differences(actual, expected, where, coarse):
    if expected is None or not bool((expected != 0).any()):  # PyTorch leaves out some gradients that are zero
        if actual is None or not bool((actual != 0).any()) or expected is not None and bool(expected.isnan().any()):
            return []
    if actual is None or expected is None:
        return [f"{where}: {actual} for {expected}"]
    return oracle.differences(actual, expected, where, noise=SINGLE_NOISE if coarse else GRADIENT_NOISE)


@pytest.mark.parametrize("info", [i for i in INFOS if i.supports_autograd], ids=oracle.identifier)
def test_derivatives(info):
    known = KNOWN.get(oracle.identifier(info)) or GRADIENTS.get(oracle.identifier(info))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        expect(check_gradients(info), known)
