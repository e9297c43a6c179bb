"""What rests on a decomposition: determinants, pseudo-inverses, least squares, ranks."""

import numpy as np

from th.tensor.declare import op
from th.tensor.dtypes import finfo
from th.tensor.named import named_tuple
from th.tensor.ops.create import from_numpy_on
from th.tensor.ops.decompositions import svd, svdvals
from th.tensor.ops.filled import eye
from th.tensor.ops.joining import stack
from th.tensor.ops.matrixchecks import hermitian, need_square
from th.tensor.ops.reduce import prod
from th.tensor.ops.solving import inv, solve
from th.tensor.ops.triangles import permutation_of

__all__ = [
    "det",
    "lstsq",
    "lu_solve",
    "matrix_rank",
    "pinv",
]


_LstSq = named_tuple("linalg_lstsq", "solution", "residuals", "rank", "singular_values")


@op(method=False, samples=lambda t: [(t(3, 3),), (t(2, 3, 3),)])
def _det(xp, input):
    need_square("det", input)
    return xp.linalg.det(input)


def _det_rule(g, input, out):
    """det(A) A^-H; where A is singular, by the cofactors."""
    share = (g * out.conj()).unsqueeze(-1).unsqueeze(-1)
    if bool((out == 0).any()):
        u, s, vh = svd(input)
        n = s.shape[-1]
        others = stack([prod(s * (1 - _unit(s, i)) + _unit(s, i), -1) for i in range(n)], -1)
        sign = _det(u) * _det(vh)
        return (
            g.unsqueeze(-1).unsqueeze(-1)
            * sign.unsqueeze(-1).unsqueeze(-1)
            * (u @ others.diag_embed().to(u.dtype) @ vh)
        )
    return share * hermitian(inv(input))


def _unit(s, place):
    return eye(s.shape[-1], dtype=s.dtype, device=s.device)[place]


_det.backward(input=_det_rule)

_det.op.node = "LinalgDet"


def det(A):  # noqa: N803
    """The determinant of a square matrix.

    Example:
        >>> torch.linalg.det(torch.tensor([[2.0, 0.0], [0.0, 4.0]]))
        tensor(8.)
    """
    return _det(A)


def lu_solve(LU, pivots, B, *, left=True, adjoint=False):  # noqa: N803
    """X with ``A @ X = B`` from the factors of `lu_factor`.

    Example:
        >>> torch.linalg.lu_solve(*torch.linalg.lu_factor(torch.eye(2)), torch.ones(2, 1))
        tensor([[1.],
                [1.]])
    """
    order = permutation_of(np.asarray(pivots.tolist()).reshape(pivots.shape), LU.shape[-1])
    order = from_numpy_on(order, LU).to(LU.dtype)
    low = LU.tril(-1) + eye(LU.shape[-1], dtype=LU.dtype, device=LU.device)
    return solve(order @ low @ LU.triu() if not adjoint else hermitian(order @ low @ LU.triu()), B, left=left)


def lstsq(A, B, rcond=None, *, driver=None):  # noqa: N803
    """The X of least squares for ``A @ X = B``.

    Example:
        >>> torch.linalg.lstsq(torch.ones(2, 1), torch.tensor([[1.0], [3.0]])).solution
        tensor([[2.]])
    """
    solution = pinv(A) @ B
    rank = matrix_rank(A)
    m, n = A.shape[-2:]
    residuals = ((A @ solution - B).abs() ** 2).sum(-2) if m > n and bool((rank == n).all()) else A.new_zeros(0)
    return _LstSq(solution, residuals, rank, svdvals(A) if driver in ("gelsd", "gelss") else A.new_zeros(0))


def pinv(A, *, atol=None, rtol=None, hermitian=False):  # noqa: N803
    """The pseudo-inverse.

    Example:
        >>> torch.linalg.pinv(torch.tensor([[2.0, 0.0], [0.0, 0.0]]))
        tensor([[0.5000, 0.0000],
                [0.0000, 0.0000]])
    """
    u, s, vh = svd(A, False)
    limit = _tolerance(A, s, atol, rtol)
    inverse = (1 / s.masked_fill(s <= limit, 1)).masked_fill(s <= limit, 0)
    return (vh.transpose(-2, -1).conj() * inverse.unsqueeze(-2).to(vh.dtype)) @ u.transpose(-2, -1).conj()


def _tolerance(A, s, atol, rtol):  # noqa: N803
    top = s.detach().amax(-1, True) if s.shape[-1] else s
    if rtol is None:
        rtol = 0.0 if atol else finfo(A.dtype).eps * max(A.shape[-2:])
    limit = top * rtol
    return limit if atol is None else limit.clamp(min=atol)


def matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None):  # noqa: N803
    """The number of singular values that are not negligible.

    Example:
        >>> torch.linalg.matrix_rank(torch.eye(3))
        tensor(3)
    """
    s = svdvals(A)
    return (s > _tolerance(A, s, tol if atol is None else atol, 0.0 if tol is not None else rtol)).sum(-1)
