"""What rests on a decomposition: determinants, pseudo-inverses, least squares, ranks."""

import numpy as np

from th.tensor.declare import op
from th.tensor.dtypes import int64, real_of
from th.tensor.limits import finfo
from th.tensor.modes import no_grad
from th.tensor.named import named_tuple
from th.tensor.ops.create import from_numpy_on
from th.tensor.ops.decompositions import eigh, eigvalsh, qr, svd, svdvals
from th.tensor.ops.filled import eye, full
from th.tensor.ops.joining import stack
from th.tensor.ops.matrixchecks import hermitian, need_inexact, need_square
from th.tensor.ops.reduce import prod
from th.tensor.ops.solving import inv, solve, solve_triangular
from th.tensor.ops.triangles import permutation_of
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor, new_tensor

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


@takes_out
def det(A):
    """The determinant of a square matrix.

    Example:
        >>> torch.linalg.det(torch.tensor([[2.0, 0.0], [0.0, 4.0]]))
        tensor(8.)
    """
    return _det(A)


@takes_out
def lu_solve(LU, pivots, B, *, left=True, adjoint=False):
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


def _by_qr(A, B):
    """(the solution, the ranks) for matrices that are plainly of full rank; a hundredth of the time of singular values."""
    if A.ndim < 2 or A.ndim != B.ndim or not 0 < A.shape[-1] <= A.shape[-2]:
        return None, None
    n = A.shape[-1]
    q, r = qr(A)
    diagonal = r.detach().diagonal(0, -2, -1).abs()
    if not bool((diagonal.amin(-1) > finfo(A.dtype).eps ** 0.5 * diagonal.amax(-1)).all()):
        return None, None
    return solve_triangular(r, hermitian(q) @ B, upper=True), full(A.shape[:-2], n, dtype=int64, device=A.device)


@takes_out
def lstsq(A, B, rcond=None, *, driver=None):
    """The X of least squares for ``A @ X = B``.

    Example:
        >>> torch.linalg.lstsq(torch.ones(2, 1), torch.tensor([[1.0], [3.0]])).solution.round(decimals=4)
        tensor([[2.]])
    """
    solution, rank = _by_qr(A, B) if rcond is None else (None, None)
    if solution is None:
        solution, rank = pinv(A) @ B, matrix_rank(A)
    m, n = A.shape[-2:]
    residuals = none = A.new_zeros(0, dtype=real_of(A.dtype))
    if m > n and driver not in (None, "gelsy") and bool((rank == n).all()):
        residuals = ((A @ solution - B).abs() ** 2).sum(-2)
    singular = svdvals(A.detach()) if driver in ("gelsd", "gelss") else none
    return _LstSq(solution, residuals, none.to(int64) if driver == "gels" else rank, singular)


@takes_out
def pinv(A, *, atol=None, rtol=None, hermitian=False):
    """The pseudo-inverse.

    Example:
        >>> torch.linalg.pinv(torch.tensor([[2.0, 0.0], [0.0, 0.0]]))
        tensor([[0.5000, 0.0000],
                [0.0000, 0.0000]])
    """
    return _pinv(A, atol, rtol, hermitian)


@op(method=False, samples=lambda t: [(t(3, 3), None, None, False), (t(4, 2), None, None, False), (t(2, 2, 3), None, None, False)])
def _pinv(xp, input, atol, rtol, symmetric):
    need_inexact("pinv", input)
    with no_grad():
        if symmetric:
            values, u = eigh(new_tensor(input))
            s, vh = values.abs(), values.sgn().unsqueeze(-1) * hermitian(u)
        else:
            u, s, vh = svd(new_tensor(input), False)
        limit = _tolerance(new_tensor(input), s, atol, rtol)
        inverse = (1 / s.masked_fill(s <= limit, 1)).masked_fill(s <= limit, 0)
        return ((hermitian(vh) * inverse.unsqueeze(-2).to(vh.dtype)) @ hermitian(u))._array


def _pinv_rule(g, input, out):
    """Golub and Pereyra, 1973: right for matrices of any rank, as long as it does not change."""
    back, gh = hermitian(out), hermitian(g)
    left, right = (gh @ out) @ back, back @ (out @ gh)
    return left - input @ (out @ left) + right - (right @ out) @ input - back @ g @ back


_pinv.backward(input=_pinv_rule)
_pinv.op.node = "LinalgPinv"


def _tolerance(A, s, atol, rtol):
    """Below this a singular value is negligible; `atol` and `rtol` are numbers or one for each matrix."""
    top = s.detach().amax(-1) if s.shape[-1] else s.detach().sum(-1)
    if rtol is None:
        rtol = finfo(A.dtype).eps * max(A.shape[-2:])
        if isinstance(atol, Tensor):
            rtol = (atol <= 0) * rtol
        elif atol:
            rtol = 0.0
    limit = top * rtol
    return (limit if atol is None else limit.clamp(min=atol)).unsqueeze(-1)


@takes_out
def matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None):
    """The number of singular values that are not negligible.

    Example:
        >>> torch.linalg.matrix_rank(torch.eye(3))
        tensor(3)
    """
    s = eigvalsh(A).abs() if hermitian else svdvals(A)
    return (s > _tolerance(A, s, tol if atol is None else atol, 0.0 if tol is not None else rtol)).sum(-1)
