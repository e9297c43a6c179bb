"""Variance, standard deviation, norms and the logarithm of a sum of exponentials."""

import math
import warnings

from th.errors import ArgumentError
from th.tensor import dtypes
from th.tensor.casting import follows_autocast
from th.tensor.declare import method, op
from th.tensor.ops.arithmetic import conjugate
from th.tensor.ops.extremes import amax, amin
from th.tensor.ops.reduce import axis_of, count_of, mean, need_floating, restored
from th.tensor.summing import added, squares_added
from th.tensor.outs import takes_out

__all__ = [
    "logsumexp",
    "max_",
    "norm",
    "std",
    "std_mean",
    "var",
    "var_mean",
    "vector_norm",
]


@op(contiguous=True, method=False, samples=lambda t: [(t(2, 3), None, 1, False), (t(2, 3), 1, 0, True)])
def _var(xp, input, dim, correction, keepdim):
    input, dtype = _roomy("var", input)
    return _narrowed(_variance("var", xp, input, dim, correction, keepdim), dtype)


def _roomy(name, input):
    """(a floating point array, in single precision instead of half, where squares lose or overflow; its own dtype)"""
    input = need_floating(name, input, None)
    return (input.astype("float32") if input.dtype.itemsize == 2 else input), input.dtype


def _narrowed(result, dtype):
    return result.astype(dtype) if dtype.itemsize == 2 else result


def _variance(name, xp, input, dim, correction, keepdim):
    axis = axis_of(dim, input.ndim)
    n = count_of(input.shape, dim)
    if n <= correction:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel "
            "divided by output numel).",
            stacklevel=5,  # over the kernel, its call and the public function
        )
    if axis is None and not keepdim:
        middle = added(xp, input, None, False) / input.dtype.type(n)
    else:
        middle = added(xp, input, axis, True) / input.dtype.type(n)
    centred = input - middle
    if input.dtype.kind == "c":
        total = (centred * centred.conj()).real.sum(axis=axis, keepdims=keepdim)
    else:
        total = squares_added(xp, centred, axis, keepdim)
    return total / total.dtype.type(max_(n - correction, 0))


def max_(a, b):
    """The larger of two numbers (`max` is the tensor's here)."""
    return a if a > b else b


def _var_rule(g, input, shape, dim, correction, keepdim):
    centred = input - input.mean(dim, True)
    freedom = max_(count_of(shape, dim) - correction, 0)
    return restored(g, shape, dim, keepdim) * (2.0 / freedom if freedom else math.inf) * centred


_var.backward(input=_var_rule)

_var.op.node = "Var"


def _spread(args, unbiased, correction):
    """(dim, correction) from PyTorch's two ways of writing it."""
    if isinstance(args, bool):
        args, unbiased = None, args
    if unbiased is not None:
        correction = 1 if unbiased else 0
    return args, 1 if correction is None else correction


@takes_out
@method
def var(input, dim=None, unbiased=None, keepdim=False, *, correction=None, axis=None, keepdims=False):
    """The variance, with Bessel's correction of 1 unless told.

    Example:
        >>> torch.var(torch.tensor([1.0, 2.0, 3.0]))
        tensor(1.)
    """
    dim, correction = _spread(dim if axis is None else axis, unbiased, correction)
    return _var(input, dim, correction, keepdim or keepdims)


@takes_out
@method
def std(input, dim=None, unbiased=None, keepdim=False, *, correction=None, axis=None, keepdims=False):
    """The standard deviation, with Bessel's correction of 1 unless told.

    Example:
        >>> torch.std(torch.tensor([1.0, 2.0, 3.0]))
        tensor(1.)
    """
    dim, correction = _spread(dim if axis is None else axis, unbiased, correction)
    return _std(input, dim, correction, keepdim or keepdims)


@op(contiguous=True, method=False, samples=lambda t: [(t(2, 3), None, 1, False), (t(2, 3), 1, 0, True)])
def _std(xp, input, dim, correction, keepdim):
    input, dtype = _roomy("std", input)
    return _narrowed(xp.sqrt(_variance("std", xp, input, dim, correction, keepdim)), dtype)


def _std_rule(g, input, shape, dim, correction, keepdim, out):
    inner = (g / (out * 2)).masked_fill(out == 0, 0)
    return _var_rule(inner, input, shape, dim, correction, keepdim)


_std.backward(input=_std_rule)

_std.op.node = "Std"


def var_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """The variance and the mean.

    Example:
        >>> torch.var_mean(torch.tensor([1.0, 2.0, 3.0]))
        (tensor(1.), tensor(2.))
    """
    dim, correction = _spread(dim, unbiased, correction)
    return _var(input, dim, correction, keepdim), mean(input, dim, keepdim)


def std_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """The standard deviation and the mean.

    Example:
        >>> torch.std_mean(torch.tensor([1.0, 2.0, 3.0]))
        (tensor(1.), tensor(2.))
    """
    dim, correction = _spread(dim, unbiased, correction)
    return _std(input, dim, correction, keepdim), mean(input, dim, keepdim)


@op(contiguous=True, samples=lambda t: [(t(2, 3), 0), (t(2, 3), (0, 1), True)])
def logsumexp(xp, input, dim, keepdim=False):
    """``log(sum(exp(input)))`` along `dim`, without overflow.

    Example:
        >>> torch.logsumexp(torch.tensor([0.0, 0.0]), 0)
        tensor(0.6931)
    """
    if input.dtype.kind in "iub":
        input = input.astype(dtypes.get_default_dtype().numpy)
    axis = axis_of(dim, input.ndim)
    dtype = input.dtype
    top = (input.real if dtype.kind == "c" else input).max(axis=axis, keepdims=True, initial=-xp.inf)
    top = xp.where(xp.isfinite(top), top, 0)
    total = xp.exp(input - top).sum(axis=axis, keepdims=True, dtype="float32" if dtype.itemsize == 2 else None)
    out = xp.log(total.astype(dtype, copy=False)) + top
    return out if keepdim else xp.squeeze(out, axis=axis)


logsumexp.backward(
    input=lambda g, input, shape, dim, keepdim, out: (
        restored(g, shape, dim, keepdim) * conjugate((input - restored(out, shape, dim, keepdim)).exp())
    )
)


@takes_out
@follows_autocast
def norm(input, p="fro", dim=None, keepdim=False, *, dtype=None):
    """The p-norm of all elements, or along `dim`.

    Args:
        p (number or str): the order; "fro" and 2 are the root of the sum of squares, inf the largest magnitude
    Example:
        >>> torch.norm(torch.tensor([3.0, 4.0]))
        tensor(5.)
    """
    if dtype is not None:
        input = input.to(dtype)
    if p == "fro" or p is None:
        p = 2
    if p == "nuc":
        return _nuclear_norm(input, (-2, -1) if dim is None else dim, keepdim)
    if isinstance(p, str):
        raise ArgumentError(f"`p` (={p!r}) must be a number, 'fro' or 'nuc'")
    return vector_norm(input, p, dim, keepdim)


def _nuclear_norm(input, dims, keepdim):
    """The sum of the singular values."""
    dims = tuple(d % input.ndim for d in dims)
    out = input.movedim(dims, (-2, -1)).svd(compute_uv=False)[1].sum(-1)
    for d in sorted(dims) if keepdim else ():
        out = out.unsqueeze(d)
    return out


def vector_norm(input, p, dim, keepdim):
    """The p-norm along `dim`."""
    if p == float("inf"):
        return amax(input.abs(), () if dim is None else dim, keepdim)
    if p == float("-inf"):
        return amin(input.abs(), () if dim is None else dim, keepdim)
    if p == 0:
        return (input != 0).sum(dim, keepdim).to(dtypes.real_of(input.dtype))
    if p == 1:
        return input.abs().sum(dim, keepdim)
    if p == 2:
        return _norm2(input, dim, keepdim)
    return _norm_p(input, p, dim, keepdim)


@op(contiguous=True, method=False, samples=lambda t: [(t(2, 3), 3, None, False), (t(2, 3), 1.5, 1, True)])
def _norm_p(xp, input, p, dim, keepdim):
    input, dtype = _roomy("linalg.vector_norm", input)
    return _narrowed((xp.abs(input) ** p).sum(axis=axis_of(dim, input.ndim), keepdims=keepdim) ** (1.0 / p), dtype)


def _norm_p_rule(g, input, shape, p, dim, keepdim, out):
    full = restored(out, shape, dim, keepdim)
    scale = (restored(g, shape, dim, keepdim) * full ** (1 - p)).masked_fill(full == 0, 0)
    if p >= 2:
        return scale * input * input.abs() ** (p - 2)
    return scale * input.sgn() * (input.abs() ** (p - 1)).masked_fill(input == 0, 0)


_norm_p.backward(input=_norm_p_rule)
_norm_p.op.node = "LinalgVectorNorm"


@op(contiguous=True, method=False, samples=lambda t: [(t(2, 3), None, False), (t(2, 3), 1, True)])
def _norm2(xp, input, dim, keepdim):
    input, dtype = _roomy("linalg.vector_norm", input)
    axis = axis_of(dim, input.ndim)
    if input.dtype.kind == "c":
        return xp.sqrt((input * input.conj()).real.sum(axis=axis, keepdims=keepdim))
    return _narrowed(xp.sqrt(squares_added(xp, input, axis, keepdim)), dtype)


def _norm2_rule(g, input, shape, dim, keepdim, out):
    full = restored(out, shape, dim, keepdim)
    return restored(g, shape, dim, keepdim) * (input / full).masked_fill(full == 0, 0)


_norm2.backward(input=_norm2_rule)

_norm2.op.node = "LinalgVectorNorm"

method(norm)
