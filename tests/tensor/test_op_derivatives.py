"""First and second derivatives of every op, by one random direction each.

With random weights w, random directions u and v: the slope of ``f(x) = (w * op(x)).sum()`` along v by central
differences must be ``grad f . v``, and the slope of that along u must be what a second backward gives.
"""

import numpy as np
import pytest

import th
from tests.tensor.op_samples import OPS, Maker, flat, samples_of
from th.tensor import dtypes
from th.tensor.tensor import Tensor, new_tensor

STEP = 1e-6  # of the central differences: their error is about 1e-10 for functions of size 1
RELATIVE, ABSOLUTE = 2e-5, 1e-7
REAL_ONLY = {
    "complex": "its parts are real", "scatter_reduce": "by products: PyTorch's has no complex gradient either",
    "_eigh": "eigenvectors are free to turn", "_svd": "singular vectors are free to turn", "_eig": "eigenvectors are free to turn",
    "_euclidean": "distances are real", "_normalized": "PyTorch's is real", "_softmax": "PyTorch's is real", "_log_softmax": "likewise", "_softmax_back": "likewise", "_log_softmax_back": "likewise",
    "_attention": "PyTorch's is real", "_recurrent": "likewise", "_nll": "likewise", "_nll_back": "likewise",
}
UNDEFINED = {("igamma", 0), ("igammac", 0)}  # (op, input): an error says that there is no derivative
SYMMETRIC = {"_cholesky", "_eigh"}  # they read one triangle only, so a step has to keep the matrix Hermitian
FACTORS = {"cholesky_inverse", "cholesky_solve"}  # a step has to keep the factor's other triangle zero
# Their gradient is something else by definition: rows left out, scaled by how often they are used; straight through rounding.
BY_DEFINITION = {"_embedding", "_embedding_back", "_embedding_scaled", "_fake_quantize"}
GRADED_OUTPUTS = {"_normalized": 1, "_attention": 1, "_recurrent": 2}  # the others are kept for backward: no gradient goes through
NAMES = sorted(n for n, op in OPS.items() if op.rules and n not in BY_DEFINITION)


def leaves_of(op, args):
    """[(position, place in a sequence or None, tensor)] of the arguments with a gradient."""
    found = []
    positions = [0] if op.variadic else [p for i, p in enumerate(op.input_positions) if op.rule_exists(i)]
    for p in positions:
        value = args[p] if p < len(args) and (op.name, p) not in UNDEFINED else None
        if isinstance(value, Tensor) and value.dtype.kind >= dtypes.FLOAT:
            found.append((p, None, value))
        elif op.variadic:
            found.extend((p, i, t) for i, t in enumerate(value) if t.dtype.kind >= dtypes.FLOAT)
    return found


def put(args, leaves, values):
    args = list(args)
    for (p, i, _), value in zip(leaves, values, strict=True):
        if i is None:
            args[p] = value
        else:
            args[p] = list(args[p])
            args[p][i] = value
    return args


def inner(left, right):
    """The real inner product of two lists of tensors, None counted as 0."""
    total = th.zeros((), dtype=th.float64, device=right[0].device)
    for a, b in zip(left, right, strict=True):
        if a is not None:
            product = (a.conj() * b).sum()
            total = total + (product.real if product.is_complex() else product)
    return total


class Case:
    """One op at one sample: the weighted sum of its outputs as a function of its leaves."""

    def __init__(self, op, args, dtype, number):
        self.op, self.args, self.leaves = op, args, leaves_of(op, args)
        self.make = Maker(f"{op.name} directions {number}", dtype)
        self.values = [t for _, _, t in self.leaves]
        outputs = self.outputs(op.function(*args))
        self.weights = [self.direction(o) for o in outputs]

    def outputs(self, result):
        found = flat(result)[: GRADED_OUTPUTS.get(self.op.name)]
        return [o for o in found if o.dtype.kind >= dtypes.FLOAT]

    def direction(self, like):
        drawn = self.make(*like.shape)
        return new_tensor(np.asarray(drawn._array.real if not like.is_complex() else drawn._array)).to(like.dtype)

    def directions(self):
        found = [self.direction(v) for v in self.values]
        if self.op.name in FACTORS:
            return [d * (v != 0) for d, v in zip(found, self.values, strict=True)]
        return [d + d.mH for d in found] if self.op.name in SYMMETRIC else found

    def weighted(self, values):
        result = self.op.function(*put(self.args, self.leaves, values))
        outputs = self.outputs(result)
        return inner(self.weights, outputs)

    def slope(self, values, along, create_graph=False):
        """The derivative of `weighted` along a direction, by a backward."""
        fresh = [v.detach().requires_grad_() for v in values] if not create_graph else values
        total = self.weighted(fresh)
        if not total.requires_grad:
            return total * 0
        grads = th.autograd.grad(total, fresh, create_graph=create_graph, allow_unused=True)
        return inner(grads, along)

    def difference(self, function, along):
        with th.no_grad():
            ahead = [v + STEP * d for v, d in zip(self.values, along, strict=True)]
            behind = [v - STEP * d for v, d in zip(self.values, along, strict=True)]
        return (function(ahead) - function(behind)).item() / (2 * STEP)


def check(case, second):
    if not case.values or not case.weights or all(v.numel() == 0 for v in case.values):
        return 0
    along = case.directions()
    by_backward = case.slope(case.values, along).item()
    np.testing.assert_allclose(by_backward, case.difference(case.weighted, along), RELATIVE, ABSOLUTE, err_msg="first")
    if second:
        other = case.directions()
        values = [v.detach().requires_grad_() for v in case.values]
        slope = case.slope(values, along, create_graph=True)
        grads = [None] * len(values)
        if slope.requires_grad:
            grads = th.autograd.grad(slope, values, allow_unused=True)
        numeric = case.difference(lambda moved: case.slope(moved, along), other)
        np.testing.assert_allclose(inner(grads, other).item(), numeric, RELATIVE, ABSOLUTE, err_msg="second")
    return 1


def runs(op, args):
    """False where the op has no meaning for these arguments' dtype."""
    try:
        op.function(*args)
    except (RuntimeError, TypeError, IndexError):
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_derivatives(name):
    op = OPS[name]
    ran = 0
    for number, args in enumerate(samples_of(op)):
        if op.samples is None and not runs(op, args):
            continue
        ran += check(Case(op, args, "float64", number), second=True)
    assert ran or op.samples is None, "no sample has a gradient"


@pytest.mark.parametrize("name", [n for n in NAMES if dtypes.COMPLEX in OPS[n].accepts and n not in REAL_ONLY])
def test_complex_derivatives(name):
    op = OPS[name]
    for number, args in enumerate(samples_of(op, "complex128")):
        if runs(op, args):
            check(Case(op, args, "complex128", number), second=False)
