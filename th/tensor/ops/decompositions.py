"""Decompositions of matrices, batched, with gradients."""

from th.errors import GradientError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.named import named_tuple
from th.tensor.ops.create import tensor
from th.tensor.ops.joining import cat
from th.tensor.ops.lapack import LinAlgError, lapack
from th.tensor.ops.matrixchecks import hermitian, need_inexact, need_square
from th.tensor.ops.solving import solve, solve_triangular
from th.tensor.outs import takes_out

__all__ = [
    "cholesky",
    "cholesky_ex",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "qr",
    "svd",
    "svdvals",
]


def _samples_spd(t):
    def spd(n):
        a = t(n, n)
        return a @ a.t() + n * t.eye(n)

    return [(spd(3),)]


@op(method=False, samples=lambda t: [(*s, False) for s in _samples_spd(t)])
def _cholesky(xp, input, upper):
    need_square("cholesky", input)
    if upper:
        input = xp.swapaxes(input, -2, -1).conj()
    low = lapack(
        xp,
        "cholesky",
        "linalg.cholesky: The factorization could not be completed because the input is not positive-definite",
        input,
    )
    return xp.swapaxes(low, -2, -1).conj() if upper else low


def _cholesky_rule(g, out, upper):
    low, g = (hermitian(out), hermitian(g)) if upper else (out, g)
    inner = hermitian(low) @ g
    phi = inner.tril()
    phi = phi - (phi.diagonal(0, -2, -1) / 2).diag_embed()
    middle = solve_triangular(hermitian(low), phi, upper=True)
    full = hermitian(solve_triangular(hermitian(low), hermitian(middle), upper=True))
    return (full + hermitian(full)) / 2


_cholesky.backward(input=_cholesky_rule)

_cholesky.op.node = "LinalgCholeskyEx"


@takes_out
def cholesky(input, *, upper=False):
    """The lower triangular L with ``input = L @ L.mH`` (the upper one with `upper`).

    Args:
        input (Tensor): (*, n, n), symmetric or Hermitian, positive definite
    Raises:
        LinAlgError: when it is not positive definite
    Example:
        >>> torch.linalg.cholesky(torch.tensor([[4.0, 0.0], [0.0, 9.0]]))
        tensor([[2., 0.],
                [0., 3.]])
    """
    return _cholesky(input, upper)


_CholeskyEx = named_tuple("linalg_cholesky_ex", "L", "info")


@takes_out
def cholesky_ex(input, *, upper=False, check_errors=False):
    """As `cholesky`, with a number instead of an error: 0, or the order of the minor that is not positive definite."""
    try:
        return _CholeskyEx(_cholesky(input, upper), input.new_zeros(input.shape[:-2], dtype=dtypes.int32))
    except LinAlgError:
        if check_errors:
            raise
        return _CholeskyEx(input * float("nan"), tensor(1, dtype=dtypes.int32).expand(input.shape[:-2]))


_QR = named_tuple("linalg_qr", "Q", "R")


@op(method=False, returns=_QR, samples=lambda t: [(t(4, 3), "reduced"), (t(3, 3), "reduced")])
def _qr(xp, input, mode):
    need_inexact("qr", input)
    if mode == "r":
        r = xp.linalg.qr(input, mode="r")
        return xp.empty((0,), input.dtype), r
    q, r = xp.linalg.qr(input, mode=mode)
    return q, r


def _qr_rule(g, input, mode, out):
    q, r = out
    m, n = input.shape[-2:]
    if mode == "r" or (mode == "complete" and m > n):
        raise GradientError(f"The derivative of linalg.qr depends on Q and is not there for mode '{mode}'")
    gq, gr = g
    if m < n:
        return _wide_qr_rule(gq, gr, q, r, m, n)
    left = q * 0 if gq is None else gq
    sym = _from_lower(r @ hermitian(r * 0 if gr is None else gr) - hermitian(left) @ q)
    return hermitian(solve_triangular(r, hermitian(left + q @ sym), upper=True))


def _from_lower(x):
    """The Hermitian matrix with the lower triangle of `x`."""
    below, diagonal = x.tril(-1), x.diagonal(0, -2, -1)
    return below + hermitian(below) + ((diagonal + diagonal.conj()) / 2).diag_embed()


def _wide_qr_rule(gq, gr, q, r, m, n):
    """The first m columns decide Q; the others are Q times the rest of R."""
    gq = q * 0 if gq is None else gq
    gr = r * 0 if gr is None else gr
    first, rest = r.narrow(-1, 0, m), r.narrow(-1, m, n - m)
    g_first, g_rest = gr.narrow(-1, 0, m), gr.narrow(-1, m, n - m)
    gq = gq + (q @ rest) @ hermitian(g_rest)
    sym = _from_lower(first @ hermitian(g_first) - hermitian(gq) @ q)
    own = hermitian(solve_triangular(first, hermitian(gq + q @ sym), upper=True))
    return cat([own, q @ g_rest], -1)


_qr.backward(_qr_rule)

_qr.op.node = "LinalgQr"


@takes_out
def qr(A, mode="reduced"):
    """Q with orthonormal columns and R upper triangular, ``A = Q @ R``.

    Args:
        A (Tensor): (*, m, n)
        mode (str): "reduced", "complete" or "r" (R alone)
    Example:
        >>> torch.linalg.qr(torch.eye(2)).R.shape
        torch.Size([2, 2])
    """
    if mode not in ("reduced", "complete", "r"):
        raise ShapeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    return _qr(A, mode)


_Eigh = named_tuple("linalg_eigh", "eigenvalues", "eigenvectors")

_Eig = named_tuple("linalg_eig", "eigenvalues", "eigenvectors")


def _gaps(values):
    """1 / (λj - λi), 0 on the diagonal."""
    gap = values.unsqueeze(-2) - values.unsqueeze(-1)
    eye = gap == 0
    return (1 / gap.masked_fill(eye, 1)).masked_fill(eye, 0)


@op(method=False, returns=_Eigh, samples=lambda t: [(*s, "L") for s in _samples_spd(t)])
def _eigh(xp, input, side):
    need_square("eigh", input)
    return tuple(xp.linalg.eigh(input, side))


def _eigh_rule(g, out):
    values, vectors = out
    g_values, g_vectors = g
    inner = 0
    if g_vectors is not None:
        inner = _gaps(values) * (hermitian(vectors) @ g_vectors)
    if g_values is not None:
        inner = inner + g_values.diag_embed()
    full = vectors @ inner @ hermitian(vectors)
    return (full + hermitian(full)) / 2


_eigh.backward(_eigh_rule)

_eigh.op.node = "LinalgEigh"


@takes_out
def eigh(A, UPLO="L"):
    """Eigenvalues (rising) and orthonormal eigenvectors of a symmetric or Hermitian matrix.

    Args:
        A (Tensor): (*, n, n)
        UPLO (str): "L" or "U", the triangle that is read
    Example:
        >>> torch.linalg.eigh(torch.tensor([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
        tensor([1., 2.])
    """
    return _eigh(A, UPLO.upper())


@takes_out
def eigvalsh(A, UPLO="L"):
    """The eigenvalues of a symmetric or Hermitian matrix, rising.

    Example:
        >>> torch.linalg.eigvalsh(torch.tensor([[2.0, 0.0], [0.0, 1.0]]))
        tensor([1., 2.])
    """
    return _eigh(A, UPLO.upper()).eigenvalues


@op(method=False, returns=_Eig)
def _eig(xp, input):
    need_square("eig", input)
    values, vectors = lapack(xp, "eig", "linalg.eig: the algorithm did not converge", input)
    wide = dtypes.complex_of(dtypes.from_numpy_dtype(input.dtype)).numpy
    return values.astype(wide), vectors.astype(wide)


def _eig_rule(g, input, out):
    values, vectors = out
    g_values, g_vectors = g
    adjoint = hermitian(vectors)
    inner = 0
    if g_vectors is not None:
        product = adjoint @ g_vectors
        scale = product.real.diagonal(0, -2, -1).unsqueeze(-2) * 1.0
        product = product - (adjoint @ vectors) * scale
        inner = product * _gaps(values).conj()
    if g_values is not None:
        inner = inner + g_values.diag_embed()
    full = solve(adjoint, inner @ adjoint)
    return full if input._array.dtype.kind == "c" else full.real


_eig.backward(_eig_rule)

_eig.op.node = "LinalgEig"


@takes_out
def eig(A):
    """Complex eigenvalues and eigenvectors of a square matrix.

    Example:
        >>> torch.linalg.eig(torch.tensor([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
        tensor([2.+0.j, 1.+0.j])
    """
    return _eig(A)


@takes_out
def eigvals(A):
    """The complex eigenvalues of a square matrix.

    Example:
        >>> torch.linalg.eigvals(torch.tensor([[2.0, 0.0], [0.0, 1.0]]))
        tensor([2.+0.j, 1.+0.j])
    """
    return _eig(A).eigenvalues


_SVD = named_tuple("linalg_svd", "U", "S", "Vh")


@op(method=False, returns=_SVD, samples=lambda t: [(t(4, 3), False), (t(2, 3), False)])
def _svd(xp, input, full_matrices):
    need_inexact("svd", input)
    return tuple(lapack(xp, "svd", "linalg.svd: the algorithm did not converge", input, full_matrices))


def _svd_rule(g, out):
    """The gradient for the thin factors; see Giles, section 3.3, and Wan and Zhang (2019) for the complex case."""
    u, s, vh = out
    gu, gs, gvh = g
    k = s.shape[-1]
    u, vh = u.narrow(-1, 0, k), vh.narrow(-2, 0, k)
    v = hermitian(vh)
    inner = 0 if gs is None else gs.diag_embed()
    gaps = None
    if gu is not None or gvh is not None:
        squares = s * s
        gap = squares.unsqueeze(-2) - squares.unsqueeze(-1)
        eye = gap == 0
        gaps = (1 / gap.masked_fill(eye, 1)).masked_fill(eye, 0)
    outside = 0
    if gu is not None:
        gu = gu.narrow(-1, 0, k)
        skew = hermitian(u) @ gu
        inner = inner + (skew - hermitian(skew)) * gaps * s.unsqueeze(-2)
        outside = outside + (gu - u @ (hermitian(u) @ gu)) / s.unsqueeze(-2) @ vh
    if gvh is not None:
        gv = hermitian(gvh.narrow(-2, 0, k))
        skew = vh @ gv
        inner = inner + s.unsqueeze(-1) * ((skew - hermitian(skew)) * gaps)
        outside = outside + u @ hermitian((gv - v @ (vh @ gv)) / s.unsqueeze(-2))
    return u @ inner @ vh + outside


_svd.backward(_svd_rule)

_svd.op.node = "LinalgSvd"


@takes_out
def svd(A, full_matrices=True, *, driver=None):
    """U, the singular values S (falling) and Vh with ``A = U @ diag(S) @ Vh``.

    Args:
        A (Tensor): (*, m, n)
        full_matrices (bool): False for the thin factors
    Example:
        >>> torch.linalg.svd(torch.tensor([[3.0, 0.0], [0.0, 2.0]])).S
        tensor([3., 2.])
    """
    if full_matrices and A.requires_grad and A.shape[-1] != A.shape[-2]:
        return _svd(A, True)
    return _svd(A, full_matrices)


@takes_out
def svdvals(A, *, driver=None):
    """The singular values, falling.

    Example:
        >>> torch.linalg.svdvals(torch.tensor([[3.0, 0.0], [0.0, 2.0]]))
        tensor([3., 2.])
    """
    return _svd(A, False).S
