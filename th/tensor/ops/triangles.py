"""LU factors and the logarithm of a determinant."""

import math

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.named import named_tuple
from th.tensor.ops.create import from_numpy_on
from th.tensor.ops.filled import eye
from th.tensor.ops.joining import cat
from th.tensor.ops.matrixchecks import hermitian, need_inexact, need_square
from th.tensor.ops.solving import inv, solve_triangular
from th.tensor.outs import takes_out

__all__ = [
    "lu",
    "lu_factor",
    "lu_factor_ex",
    "permutation_of",
    "slogdet",
    "unpacked",
]


def _square(t):
    return [(t(3, 3),), (t(2, 3, 3),)]


def _any_shape(t):
    return [*_square(t), (t(2, 4),), (t(4, 3),)]


_LU = named_tuple("linalg_lu", "P", "L", "U")

_LUFactor = named_tuple("linalg_lu_factor", "LU", "pivots")

_LUFactorEx = named_tuple("linalg_lu_factor_ex", "LU", "pivots", "info")


def _lu_of(xp, matrix):
    """Doolittle's factors of one matrix with partial pivoting: (the factors in one matrix, pivots from 1)."""
    a = matrix.copy()
    rows, columns = a.shape
    pivots = []
    for k in range(min(rows, columns)):
        best = k + int(xp.argmax(_size(xp, a[k:, k])))
        pivots.append(best + 1)
        if best != k:
            a[[k, best]] = a[[best, k]]
        if a[k, k] != 0:
            a[k + 1 :, k] /= a[k, k]
            a[k + 1 :, k + 1 :] -= xp.outer(a[k + 1 :, k], a[k, k + 1 :])
    return a, pivots


def _size(xp, column):
    """What LAPACK picks pivots by."""
    return xp.abs(column.real) + xp.abs(column.imag) if column.dtype.kind == "c" else xp.abs(column)


@op(method=False, returns=_LUFactor, samples=_any_shape)
def _lu_factor(xp, input):
    need_inexact("lu_factor", input)
    if input.ndim < 2:
        raise ShapeError("linalg.lu_factor: The input tensor A must have at least 2 dimensions.")
    flat = input.reshape(-1, *input.shape[-2:])
    found = [_lu_of(xp, m) for m in flat]
    k = min(input.shape[-2:])
    factors = xp.stack([f for f, _ in found]) if found else flat.copy()
    pivots = xp.asarray(np.array([p for _, p in found], dtype=np.int32).reshape(len(found), k))
    return factors.reshape(input.shape), pivots.reshape(*input.shape[:-2], k)


def permutation_of(pivots, rows):
    """The permutation matrices (a numpy array) that LAPACK's pivots (counted from 1) stand for."""
    flat = pivots.reshape(math.prod(pivots.shape[:-1]), pivots.shape[-1])
    out = np.zeros((len(flat), rows, rows))
    for batch, swaps in enumerate(flat):
        order = list(range(rows))
        for k, p in enumerate(swaps):
            order[k], order[p - 1] = order[p - 1], order[k]
        out[batch, order, range(rows)] = 1
    return out.reshape(*pivots.shape[:-1], rows, rows)


def _lu_factor_rule(g, out):
    """For the square part of the factors; the rows below it are L2 = A2 U^-1, the columns beside it U2 = L^-1 A2."""
    factors, pivots = out
    g = g[0]
    rows, columns = factors.shape[-2:]
    n = min(rows, columns)
    square, g_square = factors[..., :n, :n], g[..., :n, :n]
    low = square.tril(-1) + _tall_eye(factors, n, n)
    up = square.triu()
    below, above = hermitian(low) @ g_square.tril(-1), g_square.triu() @ hermitian(up)
    if rows > n:
        above = above - hermitian(factors[..., n:, :]) @ g[..., n:, :]
    if columns > n:
        below = below - g[..., n:] @ hermitian(factors[..., n:])
    inner = _times_inverse(below.tril(-1) + above.triu(), up)
    own = solve_triangular(hermitian(low), inner, upper=True, unitriangular=True)
    if rows > n:
        own = cat([own, _times_inverse(g[..., n:, :], up)], -2)
    if columns > n:
        own = cat([own, solve_triangular(hermitian(low), g[..., n:], upper=True, unitriangular=True)], -1)
    order = permutation_of(np.asarray(pivots.tolist()).reshape(pivots.shape), rows)
    return from_numpy_on(order, factors).to(factors.dtype) @ own


def _times_inverse(x, up):
    """``x @ inv(up).mH``."""
    return hermitian(solve_triangular(up, hermitian(x), upper=True))


_lu_factor.backward(_lu_factor_rule)

_lu_factor.op.node = "LinalgLuFactorEx"


def _pivoted(name, A, pivot):
    if not pivot:
        raise ArgumentError(f"linalg.{name}: LU without pivoting is not implemented: `pivot` (=False) must be True")
    return A


@takes_out
def lu_factor(A, *, pivot=True):
    """The LU factors in one matrix, and the pivots (counted from 1).

    Example:
        >>> torch.linalg.lu_factor(torch.eye(2)).pivots
        tensor([1, 2], dtype=torch.int32)
    """
    return _lu_factor(_pivoted("lu_factor", A, pivot))


@takes_out
def lu_factor_ex(A, *, pivot=True, check_errors=False):
    """As `lu_factor`, with a number that is 0 when no pivot is."""
    factors, pivots = _lu_factor(_pivoted("lu_factor", A, pivot))
    zero = (factors.diagonal(0, -2, -1) == 0).any(-1)
    return _LUFactorEx(factors, pivots, zero.to(dtypes.int32))


@takes_out
def lu(A, *, pivot=True):
    """P, L and U with ``A = P @ L @ U``.

    Example:
        >>> torch.linalg.lu(torch.eye(2)).U
        tensor([[1., 0.],
                [0., 1.]])
    """
    return _LU(*unpacked(*_lu_factor(_pivoted("lu", A, pivot))))


def unpacked(factors, pivots):
    """(P, L, U) from the factors in one matrix and the pivots."""
    rows, columns = factors.shape[-2:]
    k = min(rows, columns)
    low = factors.narrow(-1, 0, k).tril(-1) + _tall_eye(factors, rows, k)
    order = permutation_of(np.asarray(pivots.tolist()).reshape(pivots.shape), rows)
    return from_numpy_on(order, factors).to(factors.dtype), low, factors.narrow(-2, 0, k).triu()


def _tall_eye(like, rows, columns):
    return eye(rows, columns, dtype=like.dtype, device=like.device)


_SlogDet = named_tuple("linalg_slogdet", "sign", "logabsdet")


@op(method=False, returns=_SlogDet, samples=_square)
def _slogdet(xp, input):
    need_square("slogdet", input)
    return tuple(xp.linalg.slogdet(input))


def _slogdet_rule(g, input, out):
    share = g[1]
    if g[0] is not None and input.is_complex():  # the angle of the sign turns with the imaginary part of the trace
        turn = (g[0].conj() * out[0]).imag * -1j
        share = turn if share is None else share + turn
    if share is None:
        return input * 0
    return share.unsqueeze(-1).unsqueeze(-1) * hermitian(inv(input))


_slogdet.backward(_slogdet_rule)

_slogdet.op.node = "LinalgSlogdet"


@takes_out
def slogdet(A):
    """The sign of the determinant, and the logarithm of its magnitude.

    Example:
        >>> torch.linalg.slogdet(torch.eye(2)).logabsdet
        tensor(0.)
    """
    return _slogdet(A)
