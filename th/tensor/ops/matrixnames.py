"""The linear algebra that PyTorch also has as plain functions and methods, some with signatures of their own."""

from th.errors import ArgumentError
from th.tensor.declare import method, op
from th.tensor.named import named_tuple
from th.tensor.ops import decompositions, leastsquares, solving, triangles
from th.tensor.ops.lapack import lapack
from th.tensor.ops.matrixchecks import need_square
from th.tensor.ops.sampling import randn
from th.tensor.ops.sequences import arange
from th.tensor.outs import takes_out

__all__ = [
    "cholesky", "cholesky_inverse", "cholesky_solve", "det", "inverse", "logdet", "lu", "lu_solve", "lu_unpack", "matrix_exp",
    "matrix_power", "pca_lowrank", "pinverse", "qr", "slogdet", "svd", "svd_lowrank", "triangular_solve", "vander",
]  # fmt: skip

_SINGULAR = "cholesky_solve: The diagonal element is zero: the factor is singular"
_SVD = named_tuple("svd", "U", "S", "V")
_QR = named_tuple("qr", "Q", "R")
_Triangular = named_tuple("triangular_solve", "solution", "cloned_coefficient")
_Unpacked = named_tuple("lu_unpack", "P", "L", "U")

inverse = method(solving.inv, name="inverse")
det = method(leastsquares.det)
slogdet = method(triangles.slogdet)


@method
def pinverse(input, rcond=1e-15):
    """The pseudo-inverse, with singular values below `rcond` times the largest counted as 0.

    Example:
        >>> torch.pinverse(torch.eye(2))
        tensor([[1., 0.],
                [0., 1.]])
    """
    return leastsquares.pinv(input, rtol=rcond)


matrix_exp, matrix_power = solving.matrix_exp, solving.matrix_power


@method
def logdet(input):
    """The logarithm of the determinant; NaN where that is negative.

    Example:
        >>> torch.logdet(torch.eye(2))
        tensor(0.)
    """
    sign, value = triangles.slogdet(input)
    return value + (sign.log() if sign.is_complex() else sign.log() * 0)


@takes_out
@method
def cholesky(input, upper=False):
    """As `torch.linalg.cholesky`.

    Example:
        >>> torch.cholesky(torch.tensor([[4.0]]))
        tensor([[2.]])
    """
    return decompositions.cholesky(input, upper=upper)


def _factor(t, n):
    low = t(n, n).tril()
    return low - low.diagonal().diag_embed() + 2 * t.eye(n)


@op(inputs=("input", "L"), samples=lambda t: [(t(3, 2), _factor(t, 3), False), (t(3, 2), _factor(t, 3).t(), True)])
def cholesky_solve(xp, input, L, upper=False):
    """X with ``A @ X = input`` for the A whose Cholesky factor is `L`.

    Example:
        >>> torch.cholesky_solve(torch.ones(1, 1), torch.tensor([[2.0]]))
        tensor([[0.2500]])
    """
    need_square("cholesky_solve", L)
    return _cholesky_solved(xp, input, L, upper)


def _cholesky_solved(xp, right, factor, upper):
    low = xp.swapaxes(xp.triu(factor), -2, -1).conj() if upper else xp.tril(factor)
    half = lapack(xp, "solve", _SINGULAR, low, right)
    return lapack(xp, "solve", _SINGULAR, xp.swapaxes(low, -2, -1).conj(), half)


def _factor_rule(common, factor, upper):
    """PyTorch's: of the whole of ``L @ L.mH``, so that the triangle that is not read has a gradient too."""
    common = common + common.mH
    return -(factor @ common if upper else common @ factor)


def _cholesky_solve_rule(g, L, upper, out, needs):
    own = cholesky_solve(g, L, upper)
    return own, _factor_rule(own @ out.mH, L, upper) if needs[1] else None


cholesky_solve.backward(_cholesky_solve_rule)


@op(inputs=("L",), samples=lambda t: [(_factor(t, 3), False), (_factor(t, 3).t(), True)])
def cholesky_inverse(xp, L, upper=False):
    """The inverse of the matrix whose Cholesky factor is `L`.

    Example:
        >>> torch.cholesky_inverse(torch.tensor([[2.0]]))
        tensor([[0.2500]])
    """
    need_square("cholesky_inverse", L)
    return _cholesky_solved(xp, xp.eye(L.shape[-1], dtype=L.dtype), L, upper)


cholesky_inverse.backward(L=lambda g, L, upper, out: _factor_rule(out @ g @ out, L, upper))


@takes_out
@method
def triangular_solve(b, A, upper=True, transpose=False, unitriangular=False):
    """X with ``A @ X = b`` for a triangular A; the older form of `torch.linalg.solve_triangular`.

    Example:
        >>> torch.triangular_solve(torch.ones(1, 1), torch.tensor([[2.0]])).solution
        tensor([[0.5000]])
    """
    matrix = A.transpose(-2, -1) if transpose else A
    solution = solving.solve_triangular(matrix, b, upper=upper != transpose, unitriangular=unitriangular)
    return _Triangular(solution, A.clone())


@takes_out
@method
def svd(input, some=True, compute_uv=True):
    """U, S and V with ``input = U @ diag(S) @ V.mH``; the older form of `torch.linalg.svd`.

    Example:
        >>> torch.svd(torch.tensor([[3.0, 0.0], [0.0, 2.0]])).S
        tensor([3., 2.])
    """
    if not compute_uv:
        m, n = input.shape[-2:]
        s = decompositions.svdvals(input)
        batch = input.shape[:-2]
        return _SVD(input.new_zeros(*batch, m, m), s, input.new_zeros(*batch, n, n))
    u, s, vh = decompositions.svd(input, not some)
    return _SVD(u, s, vh.mH)


@takes_out
@method
def qr(input, some=True):
    """Q and R; the older form of `torch.linalg.qr`.

    Example:
        >>> torch.qr(torch.eye(2)).R.shape
        torch.Size([2, 2])
    """
    return _QR(*decompositions.qr(input, "reduced" if some else "complete"))


@takes_out
@method
def lu(input, pivot=True, get_infos=False):
    """The LU factors in one matrix and the pivots, with `get_infos` also the number that says whether one was 0.

    Example:
        >>> torch.lu(torch.eye(2))[1]
        tensor([1, 2], dtype=torch.int32)
    """
    found = triangles.lu_factor_ex(input, pivot=pivot)
    return found if get_infos else (found.LU, found.pivots)


@takes_out
@method
def lu_solve(b, LU_data, LU_pivots):
    """X with ``A @ X = b`` from the factors of A.

    Example:
        >>> torch.lu_solve(torch.ones(2, 1), *torch.lu(torch.eye(2)))
        tensor([[1.],
                [1.]])
    """
    return leastsquares.lu_solve(LU_data, LU_pivots, b)


@takes_out
def lu_unpack(LU_data, LU_pivots, unpack_data=True, unpack_pivots=True):
    """P, L and U from the factors in one matrix.

    Example:
        >>> torch.lu_unpack(*torch.lu(torch.eye(2))).U
        tensor([[1., 0.],
                [0., 1.]])
    """
    return _Unpacked(*triangles.unpacked(LU_data, LU_pivots))


def vander(x, N=None, increasing=False):
    """The Vandermonde matrix of a vector, its highest power first.

    Example:
        >>> torch.vander(torch.tensor([1, 2, 3]), N=2)
        tensor([[1, 1],
                [2, 1],
                [3, 1]])
    """
    powers = arange(x.shape[-1] if N is None else N, device=x.device)
    return x.unsqueeze(-1) ** (powers if increasing else powers.flip(0))


def svd_lowrank(A, q=6, niter=2, M=None):
    """U, S and V of the best approximation of rank `q`.

    Example:
        >>> torch.svd_lowrank(torch.eye(3), q=2)[1].shape
        torch.Size([2])
    """
    if M is not None:
        A = A - M
    wide = A.shape[-2] < A.shape[-1]
    tall = A.mH if wide else A
    basis = _random_basis(tall, q, niter)
    u, s, vh = decompositions.svd(basis.mH @ tall, False)
    u, v = basis @ u, vh.mH.contiguous()
    return (v, s, u) if wide else (u, s, v)


def _random_basis(A, q, niter):
    """Orthonormal columns that nearly span the range of `A`: Halko, Martinsson and Tropp, 2009, algorithm 4.4."""
    basis = decompositions.qr(A @ randn(A.shape[-1], q, dtype=A.dtype, device=A.device))[0]
    for _ in range(niter):
        basis = decompositions.qr(A.mH @ basis)[0]
        basis = decompositions.qr(A @ basis)[0]
    return basis


def pca_lowrank(A, q=None, center=True, niter=2):
    """The principal components of the rows of `A`: U, S and V.

    Example:
        >>> torch.pca_lowrank(torch.eye(3), q=2)[2].shape
        torch.Size([3, 2])
    """
    least = min(A.shape[-2:])
    q = min(6, least) if q is None else q
    if not 0 <= q <= least:
        raise ArgumentError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={least}")
    return svd_lowrank(A - A.mean(-2, True) if center else A, q, niter)
