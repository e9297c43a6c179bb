"""Counts, covariances and distances."""

import warnings

import numpy as np

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.casting import follows_autocast
from th.tensor.declare import method, op
from th.tensor.naming import named
from th.tensor.ops.choosing import where
from th.tensor.ops.conversion import complex
from th.tensor.ops.joining import cat
from th.tensor.ops.spread import norm, vector_norm
from th.tensor.outs import takes_out
from th.tensor.tensor import new_tensor

__all__ = ["bincount", "cdist", "corrcoef", "cov", "dist", "pdist", "renorm"]


@method
def bincount(input, weights=None, minlength=0):
    """How often each non-negative integer occurs; the sum of its `weights`.

    Example:
        >>> torch.bincount(torch.tensor([0, 2, 2]))
        tensor([1, 0, 2])
    """
    array = input._array
    if array.dtype.kind not in "iu":
        raise DtypeError(f"\"bincount_cpu\" not implemented for '{input.dtype.alias}': the elements are counted as integers")
    if array.ndim != 1 or (array.size and int(array.min()) < 0):
        raise ArgumentError("bincount only supports 1-d non-negative integral inputs.")
    xp = devices.namespace(array)
    found = xp.bincount(array, None if weights is None else weights._array, minlength)
    if weights is not None and weights.dtype is dtypes.float32:
        found = found.astype("float32")
    return new_tensor(found)


@method
def cov(input, *, correction=1, fweights=None, aweights=None):
    """The covariance matrix of variables in rows.

    Example:
        >>> torch.cov(torch.tensor([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
    """
    if input.ndim > 2:
        raise ShapeError(f"cov(): expected input to have two or fewer dimensions but got an input with {input.ndim}")
    if not (input.is_floating_point() or input.is_complex()):
        input = input.to(dtypes.get_default_dtype())
    x = input.reshape(1, -1) if input.ndim < 2 else input
    weights = _weights(x.shape[1], fweights, aweights)
    total = x.shape[1] if weights is None else weights.sum()
    if aweights is None or not correction:
        degrees = total - correction
    else:
        degrees = total - correction * (weights * aweights).sum() / total
    if degrees <= 0:
        warnings.warn("cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.",
                      stacklevel=2)
        degrees = 0
    centred = x - (x if weights is None else x * weights).sum(1, True) / total
    scaled = centred if weights is None else centred * weights
    return (centred @ scaled.t().conj() / degrees).squeeze()


def _weights(count, fweights, aweights):
    """The product of both kinds of weights of `cov`, in their own dtype."""
    for name, w in (("fweights", fweights), ("aweights", aweights)):
        if w is None:
            continue
        if w.ndim > 1:
            raise ShapeError(f"cov(): expected {name} to have one or fewer dimensions but got {name} with {w.ndim} dimensions")
        if w.is_floating_point() == (name == "fweights"):
            wanted = "integral" if name == "fweights" else "floating point"
            raise DtypeError(f"cov(): expected {name} to have {wanted} dtype but got {name} with {w.dtype.alias} dtype")
        if w.numel() != count:
            raise ShapeError(
                f"cov(): expected {name} to have the same numel as there are observations in the input but got {w.numel()} != {count}"
            )
        if bool((w < 0).any()):
            raise ArgumentError(f"cov(): {name} cannot be negative")
    if fweights is None:
        return aweights
    return fweights if aweights is None else fweights * aweights


@method
def corrcoef(input):
    """The matrix of correlation coefficients of variables in rows.

    Example:
        >>> torch.corrcoef(torch.tensor([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
    """
    c = cov(input)
    if not c.ndim:
        return c / c
    d = c.diagonal().sqrt()
    out = c / d.unsqueeze(0) / d.unsqueeze(1)
    return complex(out.real.clamp(-1, 1), out.imag.clamp(-1, 1)) if out.is_complex() else out.clamp(-1, 1)


@method
@follows_autocast
@named("Dist")
def dist(input, other, p=2):
    """The p-norm of the difference.

    Example:
        >>> torch.dist(torch.tensor([0.0, 0.0]), torch.tensor([3.0, 4.0]))
        tensor(5.)
    """
    return norm(input - other, p)

_DIFFERENCES = 1 << 20  # of coordinates, computed at once: what stays in the cache


@follows_autocast
@named("Cdist")
def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    """The p-norm distances of all pairs of rows.

    Args:
        x1 (Tensor): (*, n, d)
        x2 (Tensor): (*, m, d)
    Returns:
        (*, n, m)
    Example:
        >>> torch.cdist(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 4.0]]))
        tensor([[5.]])
    """
    if x1.ndim < 2 or x2.ndim < 2:
        raise ShapeError(f"cdist only supports at least 2D tensors, X1 got: {x1.ndim}D, X2 got: {x2.ndim}D")
    if x1.shape[-1] != x2.shape[-1]:
        raise ShapeError(f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}")
    if p == 2 and x1.is_floating_point() and x1.dtype is x2.dtype and compute_mode != "donot_use_mm_for_euclid_dist":
        if max(x1.shape[-2], x2.shape[-2]) > 25 or compute_mode == "use_mm_for_euclid_dist":
            return _euclidean(x1, x2)
    rows = max(1, _DIFFERENCES // max(1, x2.numel()))
    return cat([vector_norm(part.unsqueeze(-2) - x2.unsqueeze(-3), p, -1, False) for part in x1.split(rows, -2)], -2)


@op(
    accepts=(dtypes.FLOAT,),
    method=False,
    inputs=("input", "other"),
    samples=lambda t: [(t(30, 3), t(4, 3)), (t(2, 30, 3), t(2, 4, 3))],
)
def _euclidean(xp, input, other):
    """The distances of many rows, by one matrix product: ``|a - b|^2 = |a|^2 + |b|^2 - 2 a.b``, as PyTorch has it."""
    squares = (input * input).sum(-1, keepdims=True) + (other * other).sum(-1)[..., None, :]
    squares -= 2 * xp.matmul(input, xp.swapaxes(other, -2, -1))
    return xp.sqrt(xp.maximum(squares, 0))


def _euclidean_rule(g, input, other, out, needs):
    share = g / out.masked_fill(out == 0, 1)
    share = share.masked_fill(out == 0, 0)
    left = input * share.sum(-1, True) - share @ other if needs[0] else None
    back = share.transpose(-2, -1)
    return left, (other * back.sum(-1, True) - back @ input if needs[1] else None)


_euclidean.backward(_euclidean_rule)
_euclidean.op.node = "EuclideanDist"


@named("PdistBackward0")
def pdist(input, p=2):
    """The p-norm distances of all pairs of different rows, as a vector.

    Args:
        input (Tensor): (n, features)
        p (float): which norm
    Returns:
        (n * (n - 1) / 2,)
    Example:
        >>> torch.pdist(torch.tensor([[0.0], [1.0], [3.0]]))
        tensor([1., 3., 2.])
    """
    if input.ndim != 2:
        raise ShapeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    if p == 2 and input.is_floating_point():
        return _pair_distances(input)
    first, second = _pairs(input)
    return vector_norm(input.index_select(0, first) - input.index_select(0, second), p, -1, False)


def _pairs(input):
    """The numbers of the two rows of each pair."""
    return [new_tensor(devices.move(i, input.device)) for i in np.triu_indices(input.shape[0], 1)]


@op(accepts=(dtypes.FLOAT,), method=False, samples=lambda t: [(t(5, 3),), (t(2, 1),)])
def _pair_distances(xp, input):
    work = input.astype("float32") if input.dtype.itemsize == 2 else input
    n = len(work)
    out, start = xp.empty(n * (n - 1) // 2, work.dtype), 0
    for row in range(n - 1):  # the differences of all pairs at once would not fit into the cache, nor maybe into memory
        apart = work[row + 1 :] - work[row]
        out[start : start + len(apart)] = xp.sqrt((apart * apart).sum(-1))
        start += len(apart)
    return out.astype(input.dtype, copy=False)


def _pair_distances_rule(g, input, out):
    share = (g / out.masked_fill(out == 0, 1)).masked_fill(out == 0, 0)
    n = input.shape[0]
    square = g.new_zeros(n, n).index_put(tuple(_pairs(input)), share)
    square = square + square.t()
    return input * square.sum(1, True) - square @ input


_pair_distances.backward(input=_pair_distances_rule)


@takes_out
@method
@follows_autocast
@named("Renorm")
def renorm(input, p, dim, maxnorm):
    """Each slice along `dim` scaled down so that its p-norm is at most `maxnorm`.

    Example:
        >>> torch.renorm(torch.tensor([[3.0, 4.0], [0.3, 0.4]]), 2, 0, 1)
        tensor([[0.6000, 0.8000],
                [0.3000, 0.4000]])
    """
    if input.ndim < 2:
        raise ShapeError(f"renorm: input needs at least 2 dimensions, got {input.ndim} dimensions")
    others = tuple(d for d in range(input.ndim) if d != dim % input.ndim)
    norms = vector_norm(input, p, others, True)
    return input * where(norms > maxnorm, maxnorm / (norms + 1e-7), norms.new_ones(()))
