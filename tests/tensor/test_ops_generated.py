"""What follows from every declaration: PyTorch's values and dtypes, any memory layout, in-place forms, help."""

import doctest
import json
import math
from pathlib import Path

import numpy as np
import pytest

import th
from tests.tensor import references
from tests.tensor.op_samples import DTYPES, OPS, flat, mapped, samples_of, special_sample, tensors_in
from th.nn import functional
from th.tensor import dtypes
from th.tensor.tensor import Tensor, new_tensor

pytestmark = pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")  # converting to a real dtype, as asked

GOLDENS = json.loads((Path(__file__).parents[1] / "data" / "op_goldens.json").read_text())
NAMES = sorted(OPS)
RECORDED = sorted({key.split("/")[0] for key in GOLDENS} & OPS.keys())

SESSION = {"torch": th, "th": th, "F": functional, "np": np, "math": math}
INTERNAL = {"permute_to", "place_diagonal", "put_index", "reshape_to"}
PUBLIC = [n for n in NAMES if n not in INTERNAL and not n.startswith("_") and any(getattr(m, n, None) is OPS[n].function for m in (th, th.special, functional, Tensor))]

# (relative, absolute): a few units in the last place, and what sums of a few such elements lose.
TOLERANCE = {"float64": (1e-12, 1e-13), "complex128": (1e-12, 1e-13), "float32": (3e-6, 1e-6), "complex64": (3e-6, 1e-6),
             "float16": (2e-3, 1e-3), "bfloat16": (2e-2, 1e-2)}
# Where PyTorch itself is less exact than we are.
LOOSE = {
    "_polygamma/float64": (1e-9, 0),  # its trigamma sums six terms only
    "ndtr/float64": (1e-10, 1e-15), "ndtr/float32": (1e-4, 1e-7), "ndtr/float16": (5e-2, 1e-3),  # it takes 1 + erf in the tail
    "gelu/float32": (1e-3, 1e-6), "gelu/float16": (2e-2, 1e-3),  # likewise
    "airy_ai/float32": (1e-3, 1e-5),  # its series in single precision cancels
    "logsigmoid/float32": (5e-2, 1e-6),  # denormal numbers
}


def golden_tensor(entry):
    dtype, shape, values = entry
    d = dtypes._by_name(dtype)
    if d.kind == dtypes.COMPLEX:
        half = len(values) // 2
        array = np.array(values[:half]) + 1j * np.array(values[half:])
    else:
        array = np.array(values)
    return array.astype(d.numpy).reshape(shape)


def check_against(entry, result, where):
    outputs = flat(result)
    assert len(outputs) == len(entry), where
    if where.split("/")[0] in TIES and where.split("/")[1] in ("int64", "uint8", "bool"):
        outputs, entry = outputs[:1], entry[:1]
    for output, wanted in zip(outputs, entry, strict=True):
        expected = golden_tensor(wanted)
        assert output.dtype.name == wanted[0], where
        assert list(output.shape) == wanted[1], where
        operation = where.rpartition("/")[0]
        relative, absolute = LOOSE.get(operation) or TOLERANCE.get(wanted[0], (0, 0))
        np.testing.assert_allclose(output.detach().numpy(), expected, relative, absolute, err_msg=where)


def refuses(op, args, where):
    try:
        result = op.function(*args)
    except (RuntimeError, TypeError, ValueError, IndexError, ZeroDivisionError):
        return
    if any(isinstance(a, int | float) for a in args):
        return  # PyTorch wants a tensor where we take a number too
    if not all(t.numel() == 0 for t in flat(result)):
        raise AssertionError(f"{where}: PyTorch refuses this, we return {result}")


# Which of several equal elements an index names is not laid down.
TIES = {"_kthvalue", "_median", "_mode", "_topk", "_max_dim", "_min_dim"}

# Refusals of PyTorch that come from a missing kernel, not from a missing meaning; here the op simply works.
WIDER = {
    "float16": "PyTorch lacks some half precision kernels on the CPU", "argmax/bool": "", "argmin/bool": "", "clamp/bool": "", "matmul/bool": "",
    "linear/bool": "", "nansum/complex128": "", "complex/int64": "", "complex/uint8": "", "complex/bool": "", "complex/float16": "", "complex/complex128": "",
    "_imag": "imag, which calls it, refuses real tensors",
}
# What PyTorch has and we have not.
MISSING = set()


@pytest.mark.parametrize("name", RECORDED)
def test_values_and_dtypes_are_pytorchs(name):
    op = OPS[name]
    for dtype in DTYPES:
        cases = dict(enumerate(samples_of(op, dtype)))
        special = special_sample(op, dtype)
        if special is not None:
            cases["special"] = special
        for number, args in cases.items():
            where = f"{name}/{dtype}/{number}"
            assert where in GOLDENS, "samples have changed: run tests/tensor/record_goldens.py, which needs PyTorch"
            entry = GOLDENS[where]
            if f"{name}/{dtype}" in MISSING:
                with pytest.raises((RuntimeError, TypeError)):
                    op.function(*args)
            elif isinstance(entry, list) and entry[0][0] != "complex32":  # which numpy has not
                check_against(entry, op.function(*args), where)
            elif not WIDER.keys() & {name, dtype, f"{name}/{dtype}"}:
                refuses(op, args, where)


def test_every_declared_op_has_a_reference_or_a_reason():
    without = [n for n in PUBLIC if n not in RECORDED and references.has(n) and samples_of(OPS[n])]
    assert not without, "run tests/tensor/record_goldens.py"


def spread(tensor):
    """The same elements in memory that is not contiguous."""
    array = tensor._array
    if array.ndim == 0:
        return tensor
    wide = np.zeros((*array.shape[:-1], array.shape[-1] * 2 + 1), array.dtype)
    wide[..., 1::2] = array
    return new_tensor(wide[..., 1::2])


def same(left, right):
    for a, b in zip(flat(left), flat(right), strict=True):
        assert a.dtype is b.dtype
        relative, absolute = TOLERANCE.get(a.dtype.name, (0, 0))
        np.testing.assert_allclose(a.numpy(), b.numpy(), relative, absolute)


@pytest.mark.parametrize("name", NAMES)
def test_memory_layout_does_not_matter(name):
    op = OPS[name]
    for args in samples_of(op, "float32" if dtypes.FLOAT in op.accepts else "int64"):
        try:
            expected = op.function(*args)
        except (RuntimeError, IndexError):
            continue  # these samples have another dtype
        if name == "_view" or name == "_as_strided":
            continue  # these are about the layout
        close = flat(expected)[0].is_floating_point() and not op.view
        result = op.function(*mapped(spread, args))
        for a, b in zip(flat(result), flat(expected), strict=True):
            np.testing.assert_allclose(a.numpy(), b.numpy(), 1e-6 if close else 0, 1e-6 if close else 0)


@pytest.mark.parametrize("name", [n for n in NAMES if {"dim", "dims", "dim0", "dim1"} & set(OPS[n].parameters)])
def test_dims_count_from_the_end_too(name):
    op = OPS[name]
    for args in samples_of(op):
        ndim = max([t.ndim for t in tensors_in(args)]) + (name in ("unsqueeze", "stack"))
        if not ndim:
            continue
        negative = list(args)
        for parameter, place in op.position.items():
            if parameter in ("dim", "dims", "dim0", "dim1") and place < len(args) and not isinstance(args[place], bool):
                negative[place] = _from_the_end(args[place], ndim)
        same(op.function(*negative), op.function(*args))


def _from_the_end(dim, ndim):
    if isinstance(dim, int):
        return dim - ndim if dim >= 0 else dim
    return type(dim)([_from_the_end(d, ndim) for d in dim]) if isinstance(dim, tuple | list) else dim


# squeeze_, t_ and such change how the elements are seen, not the elements.
IN_PLACE = [n for n in NAMES if hasattr(Tensor, n + "_") and not OPS[n].view]


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place_gives_the_same(name):
    op, ran = OPS[name], 0
    for dtype in ("float32", "int64", "bool", "complex128"):
        for args in samples_of(op, dtype):
            if not args or not isinstance(args[0], Tensor):
                continue
            try:
                expected = op.function(*args)
            except (RuntimeError, TypeError, ValueError):
                continue
            target = args[0].clone()
            if not isinstance(expected, Tensor) or expected.shape != target.shape or not th.can_cast(expected.dtype, target.dtype):
                continue
            if target.is_complex() and not expected.is_complex():
                continue  # abs_ of a complex tensor
            version = target._version
            assert getattr(target, name + "_")(*args[1:]) is target
            assert target._version > version
            same(target, expected.to(target.dtype))
            ran += 1
    assert ran or name in ("frac", "bernoulli"), f"{name}_ was never run"


@pytest.mark.parametrize("name", [n for n in IN_PLACE if OPS[n].rules])
def test_in_place_is_on_the_tape(name):
    op = OPS[name]
    for args in samples_of(op):
        if not isinstance(args[0], Tensor) or not args[0].numel():
            continue
        left, right = args[0].clone().requires_grad_(), args[0].clone().requires_grad_()
        expected = op.function(left * 1, *args[1:])
        if not isinstance(expected, Tensor) or expected.shape != left.shape or not expected.is_floating_point():
            continue
        result = right * 1
        getattr(result, name + "_")(*args[1:])
        try:
            expected.sum().backward()
        except RuntimeError:
            continue  # no derivative by the first argument, as for igamma
        result.sum().backward()
        same(left.grad, right.grad)


# ---- help

@pytest.mark.parametrize("name", PUBLIC)
def test_help_has_an_example_that_runs(name):
    text = OPS[name].declared.__doc__
    assert text and text.split("\n")[0].endswith((".", "?")), "one line that says what it computes"
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    examples = doctest.DocTestParser().get_doctest(text, dict(SESSION), name, None, 0)
    assert examples.examples, "an example"
    shown = []
    doctest.DocTestRunner(optionflags=flags).run(examples, out=shown.append, clear_globs=False)
    assert not shown, "".join(shown)
