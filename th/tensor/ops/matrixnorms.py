"""Norms of vectors and matrices, and condition numbers."""

from th.errors import ArgumentError, ShapeError
from th.tensor.ops import spread
from th.tensor.ops.decompositions import svdvals
from th.tensor.ops.extremes import amax, amin
from th.tensor.ops.solving import inv
from th.tensor.outs import takes_out

__all__ = ["cond", "matrix_norm", "norm", "vector_norm"]


@takes_out
def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    """The norm of order `ord`, of all elements or along `dim`.

    Example:
        >>> torch.linalg.vector_norm(torch.tensor([3.0, 4.0]))
        tensor(5.)
    """
    return spread.vector_norm(x if dtype is None else x.to(dtype), ord, dim, keepdim)


@takes_out
def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """The norm of matrices.

    Args:
        ord: "fro", "nuc", 1, -1, 2, -2, inf or -inf
    Example:
        >>> torch.linalg.matrix_norm(torch.ones(2, 2))
        tensor(2.)
    """
    x = A if dtype is None else A.to(dtype)
    row, column = dim[0] % x.ndim, dim[1] % x.ndim
    if row == column:
        raise ShapeError(f"linalg.matrix_norm: dims must be different. Got ({dim[0]}, {dim[1]})")
    if ord == "fro":
        return spread.vector_norm(x, 2, (row, column), keepdim)
    if ord in ("nuc", 2, -2):
        values = svdvals(x.movedim((row, column), (-2, -1)))
        out = values.sum(-1) if ord == "nuc" else (_largest(values, -1) if ord == 2 else amin(values, -1))
        if keepdim:
            for d in sorted((row, column)):
                out = out.unsqueeze(d)
        return out
    if ord not in (1, -1, float("inf"), float("-inf")):
        raise ArgumentError(f"linalg.matrix_norm: Order {ord} not supported.")
    added, picked = (row, column) if abs(ord) == 1 else (column, row)
    sums = x.abs().sum(added, True)
    out = (_largest if ord > 0 else amin)(sums, picked, True)
    return out if keepdim else out.squeeze((row, column))


def _largest(x, dim, keepdim=False):
    """The largest along `dim`; of nothing, 0."""
    return amax(x, dim, keepdim) if x.shape[dim] else x.sum(dim, keepdim)


@takes_out
def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    """The norm of a vector (one dim, or none given) or of a matrix (two dims).

    Example:
        >>> torch.linalg.norm(torch.tensor([3.0, 4.0]))
        tensor(5.)
    """
    if ord is None and dim is None:
        flat = spread.vector_norm(A if dtype is None else A.to(dtype), 2, None, False)
        return flat.reshape([1] * A.ndim) if keepdim else flat
    if (
        isinstance(ord, str)
        and (A.ndim if dim is None else 1 if isinstance(dim, int) else len(dim)) < 2
    ):
        raise ShapeError(f"linalg.matrix_norm: `ord` (={ord!r}) is a norm of matrices, and takes two dims")
    if (
        isinstance(dim, int)
        or (dim is not None and len(dim) == 1)
        or (dim is None and A.ndim == 1)
        or isinstance(ord, type(None))
    ):
        return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)
    if dim is None and A.ndim != 2:
        raise ShapeError(f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {A.ndim}D.")
    return matrix_norm(A, ord, (0, 1) if dim is None else dim, keepdim, dtype=dtype)


@takes_out
def cond(A, p=None):
    """The condition number: the ratio of the largest to the smallest singular value, or by the norm `p`.

    Example:
        >>> torch.linalg.cond(torch.tensor([[2.0, 0.0], [0.0, 1.0]]))
        tensor(2.)
    """
    if p in (None, 2, -2):
        values = svdvals(A)
        first, last = values.select(-1, 0), values.select(-1, -1)
        return last / first if p == -2 else first / last
    return matrix_norm(A, p) * matrix_norm(inv(A), p)
