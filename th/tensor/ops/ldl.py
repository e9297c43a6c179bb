"""LDL factors of symmetric and Hermitian matrices that need not be definite, as LAPACK's `sytrf` keeps them."""

import math

import numpy as np

from th.errors import DimensionError, DtypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.declare import op
from th.tensor.named import named_tuple
from th.tensor.ops.lapack import LinAlgError
from th.tensor.ops.matrixchecks import need_square
from th.tensor.outs import takes_out

__all__ = ["ldl_factor", "ldl_factor_ex", "ldl_solve"]

_LDL = named_tuple("linalg_ldl_factor", "LD", "pivots")

_LDLEx = named_tuple("linalg_ldl_factor_ex", "LD", "pivots", "info")

_GROWTH = (1 + math.sqrt(17)) / 8  # Bunch and Kaufman's: a pivot of one element is taken when it is no smaller than this share


def _sizes(x):
    """What LAPACK compares pivots by."""
    return np.abs(x.real) + np.abs(x.imag)


def _choose(a, k):
    """(the row that comes to the pivot's place, the size of the pivot: 1 or 2)"""
    own = _sizes(a[k, k])
    below = _sizes(a[k + 1 :, k])
    best = k + 1 + int(below.argmax()) if below.size else k
    largest = below.max(initial=0)
    if max(own, largest) == 0 or own != own or own >= _GROWTH * largest:
        return k, 1
    row = max(_sizes(a[best, k:best]).max(initial=0), _sizes(a[best + 1 :, best]).max(initial=0))
    if own >= _GROWTH * largest * (largest / row):
        return k, 1
    return (best, 1) if _sizes(a[best, best]) >= _GROWTH * row else (best, 2)


def _exchange(a, k, size, other, turn):
    """Exchanges the last row and column of the pivot with those numbered `other`, in the lower triangle."""
    own = k + size - 1
    if other == own:
        return
    a[other + 1 :, [own, other]] = a[other + 1 :, [other, own]]
    between = turn(a[other, own + 1 : other].copy())
    a[other, own + 1 : other] = turn(a[own + 1 : other, own])
    a[own + 1 : other, own] = between
    a[other, own] = turn(a[other, own])
    a[[own, other], [own, other]] = a[[other, own], [other, own]]
    if size == 2:
        a[[own, other], k] = a[[other, own], k]


def _factored(matrix, hermitian):
    """(LD, pivots, the number from 1 of the first pivot that is 0) of one matrix."""
    a = np.tril(matrix)
    turn = np.conj if hermitian else (lambda x: x)
    n, k, info = len(a), 0, 0
    pivots = np.zeros(n, np.int32)
    if hermitian:
        a[range(n), range(n)] = a.diagonal().real
    while k < n:
        other, size = _choose(a, k)
        pivots[k : k + size] = other + 1 if size == 1 else -(other + 1)
        _exchange(a, k, size, other, turn)
        rest = slice(k + size, n)
        pivot = a[k : k + size, k : k + size]
        whole = np.tril(pivot) + turn(np.tril(pivot, -1).T)
        if size == 1 and pivot[0, 0] == 0:
            info = info or k + 1
        elif k + size < n:
            column = a[rest, k : k + size]
            share = np.linalg.solve(whole.T, column.T).T if size == 2 else column / pivot
            a[rest, rest] -= np.tril(share @ turn(column.T))
            if hermitian:
                a[range(k + size, n), range(k + size, n)] = a.diagonal()[rest].real
            a[rest, k : k + size] = share
        k += size
    return a, pivots, info


def _solved(a, pivots, b, hermitian):
    """X of one system from its factors."""
    turn = np.conj if hermitian else (lambda x: x)
    x, n = b.copy(), len(a)
    steps, k = [], 0
    while k < n:
        size = 1 if pivots[k] > 0 else 2
        steps.append((k, size, abs(int(pivots[k])) - 1))
        k += size
    for k, size, other in steps:
        own, rest = k + size - 1, slice(k + size, n)
        x[[own, other]] = x[[other, own]]
        x[rest] -= a[rest, k : k + size] @ x[k : k + size]
        pivot = np.tril(a[k : k + size, k : k + size])
        x[k : k + size] = np.linalg.solve(pivot + turn(np.tril(pivot, -1).T), x[k : k + size])
    for k, size, other in reversed(steps):
        own, rest = k + size - 1, slice(k + size, n)
        x[k : k + size] -= turn(a[rest, k : k + size].T) @ x[rest]
        x[[own, other]] = x[[other, own]]
    return x


@op(method=False, returns=_LDLEx, samples=lambda t: [(t(3, 3),), (t(2, 4, 4),), (t(3, 3), True)])
def _ldl(xp, input, hermitian=False):
    need_square("ldl_factor_ex", input)
    n, batch = input.shape[-1], input.shape[:-2]
    flat = devices.to_host(input).reshape(math.prod(batch), n, n)
    found = [_factored(matrix, hermitian) for matrix in flat]
    factors = np.array([f for f, _, _ in found], flat.dtype).reshape(input.shape)
    pivots = np.array([p for _, p, _ in found], np.int32).reshape(*batch, n)
    info = np.array([i for _, _, i in found], np.int32).reshape(batch)
    return xp.asarray(factors), xp.asarray(pivots), xp.asarray(info)


@takes_out
def ldl_factor_ex(A, *, hermitian=False, check_errors=False):
    """As `ldl_factor`, with a number that is 0 when no pivot is, else that of the first one which is.

    Args:
        A (Tensor): (*, n, n); only the lower triangle is read
        hermitian (bool): a complex `A` is Hermitian, not symmetric
        check_errors (bool): raise where a pivot is 0
    """
    found = _ldl(A, hermitian)
    if check_errors:
        _check(found.info)
    return found


def _check(info):
    place = int(info.max()) if info.numel() else 0
    if place:
        raise LinAlgError(
            f"linalg.ldl_factor: the pivot D[{place - 1}, {place - 1}] is zero: ldl_solve would divide by it"
        )


@takes_out
def ldl_factor(A, *, hermitian=False):
    """L and D of ``A = P @ L @ D @ L.mT @ P.mT`` in one matrix, and the pivots, in the form of LAPACK's `sytrf`.

    Args:
        A (Tensor): (*, n, n), symmetric or Hermitian; only the lower triangle is read
        hermitian (bool): a complex `A` is Hermitian, not symmetric
    Raises:
        LinAlgError: when a pivot is 0
    Example:
        >>> torch.linalg.ldl_factor(torch.tensor([[0.0, 1.0], [1.0, 0.0]])).pivots
        tensor([-2, -2], dtype=torch.int32)
    Source:
        Bunch and Kaufman 1977
    """
    found = _ldl(A, hermitian)
    _check(found.info)
    return _LDL(found.LD, found.pivots)


@op(method=False, inputs=("LD", "pivots", "B"), samples=None)
def _ldl_solve(xp, LD, pivots, B, hermitian=False):
    n, columns = B.shape[-2:]
    batch = np.broadcast_shapes(LD.shape[:-2], B.shape[:-2])
    count = math.prod(batch)
    factors = np.broadcast_to(devices.to_host(LD), (*batch, n, n)).reshape(count, n, n)
    places = np.broadcast_to(devices.to_host(pivots), (*batch, n)).reshape(count, n)
    sides = np.broadcast_to(devices.to_host(B), (*batch, n, columns)).reshape(count, n, columns)
    found = [_solved(a, p, b, hermitian) for a, p, b in zip(factors, places, sides, strict=True)]
    return xp.asarray(np.array(found, sides.dtype).reshape(*batch, n, columns))


@takes_out
def ldl_solve(LD, pivots, B, *, hermitian=False):
    """X with ``A @ X = B`` from the factors of `ldl_factor`.

    Args:
        LD (Tensor): (*, n, n)
        pivots (Tensor): (*, n), integers
        B (Tensor): (*, n, columns)
        hermitian (bool): as it was for `ldl_factor`
    Example:
        >>> A = torch.tensor([[0.0, 2.0], [2.0, 0.0]])
        >>> torch.linalg.ldl_solve(*torch.linalg.ldl_factor(A), torch.tensor([[2.0], [4.0]]))
        tensor([[2.],
                [1.]])
    """
    if B.ndim < 2:
        raise DimensionError(f"torch.linalg.ldl_solve: Expected B to have at least 2 dimensions, but it has {B.ndim} dimensions instead")
    if tuple(LD.shape[:-1]) != tuple(pivots.shape):
        raise ShapeError(
            "torch.linalg.ldl_solve: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape "
            f"{list(pivots.shape)} instead"
        )
    if pivots.dtype.kind != dtypes.INTEGRAL:
        raise DtypeError(f"torch.linalg.ldl_solve: Expected pivots to be integers. Got {pivots.dtype.alias}")
    if LD.dtype is not B.dtype:
        raise DtypeError(f"torch.linalg.ldl_solve: LD dtype {LD.dtype.alias} does not match b dtype {B.dtype.alias}")
    if LD.shape[-1] != B.shape[-2]:
        raise ShapeError(
            f"Incompatible matrix sizes for torch.linalg.ldl_solve: each A matrix is {LD.shape[-2]} by {LD.shape[-1]} but "
            f"each b matrix is {B.shape[-2]} by {B.shape[-1]}"
        )
    return _ldl_solve(LD, pivots, B, hermitian)
