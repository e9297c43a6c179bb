"""Linear equations, inverses, determinants, powers and exponentials of matrices."""

import numpy as np

from th.errors import ShapeError
from th.tensor.declare import method, op
from th.tensor.dtypes import int32
from th.tensor.named import named_tuple
from th.tensor.naming import named
from th.tensor.ops.filled import eye
from th.tensor.ops.lapack import LinAlgError, lapack
from th.tensor.ops.matrixchecks import hermitian, need_inexact, need_square
from th.tensor.ops.sequences import arange
from th.tensor.outs import takes_out

__all__ = [
    "inv",
    "inv_ex",
    "matrix_exp",
    "matrix_power",
    "multi_dot",
    "solve",
    "solve_ex",
    "solve_triangular",
    "tensorinv",
    "tensorsolve",
    "vander",
    "vecdot",
]


_SINGULAR = "linalg.{}: The diagonal element is zero: the input matrix is singular, so it has no inverse"

_InvEx = named_tuple("linalg_inv_ex", "inverse", "info")

_SolveEx = named_tuple("linalg_solve_ex", "result", "info")


def _square(t):
    return [(t(3, 3),), (t(2, 3, 3),)]


@op(method=False, samples=_square)
def _inv(xp, input):
    need_square("inv", input)
    return lapack(xp, "inv", _SINGULAR.format("inv"), input)


_inv.backward(input=lambda g, out: -(hermitian(out) @ g @ hermitian(out)))

_inv.op.node = "LinalgInvEx"


@takes_out
def inv(A):
    """The inverse of a square matrix.

    Args:
        A (Tensor): (*, n, n)
    Raises:
        LinAlgError: when it is singular
    Example:
        >>> torch.linalg.inv(torch.tensor([[2.0, 0.0], [0.0, 4.0]]))
        tensor([[0.5000, 0.0000],
                [0.0000, 0.2500]])
    """
    return _inv(A)


@takes_out
def inv_ex(A, *, check_errors=False):
    """As `inv`, with a number instead of an error: 0 when all went well."""
    try:
        return _InvEx(_inv(A), A.new_zeros(A.shape[:-2], dtype=int32))
    except LinAlgError:
        if check_errors:
            raise
        return _InvEx(A * float("inf"), A.new_ones(A.shape[:-2], dtype=int32))


@op(method=False, inputs=("input", "other"), samples=lambda t: [(t(3, 3), t(3, 2)), (t(2, 3, 3), t(2, 3, 1))])
def _solve(xp, input, other):
    need_square("solve", input)
    if input.shape[-1] != other.shape[-2]:
        raise ShapeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({input.shape[-2]}x{input.shape[-1]} and "
            f"{other.shape[-2]}x{other.shape[-1]})"
        )
    return lapack(xp, "solve", _SINGULAR.format("solve"), input, other)


def _solve_rule(g, input, out):
    other = _solve(hermitian(input), g)
    return -(other @ hermitian(out)), other


_solve.backward(_solve_rule)

_solve.op.node = "LinalgSolveEx"


@takes_out
def solve(A, B, *, left=True):
    """X with ``A @ X = B`` (``X @ A = B`` when not `left`).

    Args:
        A (Tensor): (*, n, n)
        B (Tensor): (*, n, k) or (*, n)
    Example:
        >>> torch.linalg.solve(torch.tensor([[2.0, 0.0], [0.0, 4.0]]), torch.tensor([2.0, 4.0]))
        tensor([1., 1.])
    """
    if not left:
        return solve(A.transpose(-2, -1), B.transpose(-2, -1)).transpose(-2, -1)
    vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and B.shape == A.shape[:-1])
    right = B.unsqueeze(-1) if vector else B
    out = _solve(A, right)
    return out.squeeze(-1) if vector else out


@takes_out
def solve_ex(A, B, *, left=True, check_errors=False):
    """As `solve`, with a number that is 0 when all went well."""
    return _SolveEx(solve(A, B, left=left), A.new_zeros(A.shape[:-2], dtype=int32))


@op(method=False, inputs=("input", "other"), samples=lambda t: [(t(3, 3) + 3 * t.eye(3), t(3, 2), True, False)])
def _solve_triangular(xp, input, other, upper, unitriangular):
    need_square("solve_triangular", input)
    part = xp.triu(input) if upper else xp.tril(input)
    if unitriangular:
        n = part.shape[-1]
        part = part * (1 - xp.eye(n, dtype=part.dtype)) + xp.eye(n, dtype=part.dtype)
    return lapack(xp, "solve", _SINGULAR.format("solve_triangular"), part, other)


def _triangular_rule(g, input, upper, unitriangular, out):
    other = _solve_triangular(hermitian(input), g, not upper, unitriangular)
    own = -(other @ hermitian(out))
    shift = 1 if unitriangular else 0
    return (own.triu(shift) if upper else own.tril(-shift)), other


_solve_triangular.backward(_triangular_rule)

_solve_triangular.op.node = "LinalgSolveTriangular"


@takes_out
def solve_triangular(A, B, *, upper, left=True, unitriangular=False):
    """X with ``A @ X = B`` for a triangular A.

    Args:
        upper (bool): which triangle of `A` is read
        left (bool): False for ``X @ A = B``
        unitriangular (bool): take the diagonal as ones
    Example:
        >>> torch.linalg.solve_triangular(torch.tensor([[2.0, 0.0], [0.0, 4.0]]), torch.ones(2, 1), upper=True)
        tensor([[0.5000],
                [0.2500]])
    """
    if not left:
        flipped = _solve_triangular(A.transpose(-2, -1), B.transpose(-2, -1), not upper, unitriangular)
        return flipped.transpose(-2, -1)
    return _solve_triangular(A, B, upper, unitriangular)


@takes_out
@method
def matrix_power(input, n):
    """The n-th power of a square matrix; of its inverse for a negative n.

    Example:
        >>> torch.matrix_power(torch.tensor([[1.0, 1.0], [0.0, 1.0]]), 3)
        tensor([[1., 3.],
                [0., 1.]])
    """
    need_square("matrix_power", input._array) if input.is_floating_point() or input.is_complex() else None
    if n < 0:
        return matrix_power(inv(input), -n)
    out = None
    while n:
        if n & 1:
            out = input if out is None else out @ input
        n >>= 1
        input = input @ input if n else input
    if out is None:
        out = eye(input.shape[-1], dtype=input.dtype, device=input.device).expand(input.shape).clone()
    return out


@method
@named("LinalgMatrixExp")
def matrix_exp(input):
    """The matrix exponential, by scaling and squaring of a Taylor polynomial.

    Example:
        >>> torch.matrix_exp(torch.zeros(2, 2))
        tensor([[1., 0.],
                [0., 1.]])
    Source:
        Bader, Blanes and Casas, "Computing the matrix exponential with an optimized Taylor polynomial
        approximation", 2019 (the scaling rule; the plain polynomial of degree 18 is used here)
    """
    need_square("matrix_exp", input._array)
    need_inexact("matrix_exp", input._array)
    size = float(input.detach().abs().sum(-1).max()) if input.numel() else 0.0
    squarings = max(0, int(np.ceil(np.log2(size / 1.09)))) if size > 1.09 else 0
    x = input / 2.0**squarings
    out = eye(input.shape[-1], dtype=input.dtype, device=input.device).expand(input.shape)
    term = out
    for k in range(1, 19):
        term = term @ x / float(k)
        out = out + term
    for _ in range(squarings):
        out = out @ out
    return out


@takes_out
def multi_dot(tensors):
    """The product of several matrices, in the cheapest order.

    Example:
        >>> torch.linalg.multi_dot([torch.ones(1, 2), torch.ones(2, 3), torch.ones(3, 1)])
        tensor([[6.]])
    """
    if len(tensors) < 2:
        raise ShapeError(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    first = tensors[0].unsqueeze(0) if tensors[0].ndim == 1 else tensors[0]
    last = tensors[-1].unsqueeze(1) if tensors[-1].ndim == 1 else tensors[-1]
    chain = [first, *tensors[1:-1], last]
    out = _cheapest(chain)
    if tensors[0].ndim == 1:
        out = out.squeeze(0)
    return out.squeeze(-1) if tensors[-1].ndim == 1 else out


def _cheapest(chain):
    """The product in the order that costs least (Cormen et al., "Introduction to Algorithms", section 15.2)."""
    n = len(chain)
    sizes = [m.shape[0] for m in chain] + [chain[-1].shape[1]]
    cost = [[0] * n for _ in range(n)]
    cut = [[0] * n for _ in range(n)]
    for length in range(2, n + 1):
        for i in range(n - length + 1):
            j = i + length - 1
            options = [(cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)]
            cost[i][j], cut[i][j] = min(options)

    def product(i, j):
        return chain[i] if i == j else product(i, cut[i][j]) @ product(cut[i][j] + 1, j)

    return product(0, n - 1)


@takes_out
def tensorinv(A, ind=2):
    """The inverse for `tensordot`, the first `ind` dims against the rest.

    Example:
        >>> torch.linalg.tensorinv(torch.eye(4).reshape(2, 2, 4)).shape
        torch.Size([4, 2, 2])
    """
    if ind <= 0:
        raise ShapeError("Expected a strictly positive integer for 'ind'")
    first, rest = A.shape[:ind], A.shape[ind:]
    return inv(A.reshape(int(np.prod(first)), -1)).reshape(*rest, *first)


@takes_out
def tensorsolve(A, B, dims=None):
    """X with ``tensordot(A, X, dims=X.ndim) = B``.

    Example:
        >>> torch.linalg.tensorsolve(torch.eye(4).reshape(2, 2, 4), torch.ones(2, 2))
        tensor([1., 1., 1., 1.])
    """
    if dims is not None:
        A = A.movedim(tuple(dims), tuple(range(A.ndim - len(dims), A.ndim)))
    shape = A.shape[B.ndim :]
    return solve(A.reshape(B.numel(), -1), B.reshape(-1)).reshape(shape)


def vander(x, N=None):
    """The Vandermonde matrix of a vector: its powers from 0 up.

    Example:
        >>> torch.linalg.vander(torch.tensor([1, 2, 3]))
        tensor([[1, 1, 1],
                [1, 2, 4],
                [1, 3, 9]])
    """
    x = x if x.ndim else x.reshape(1)
    return x.unsqueeze(-1) ** arange(x.shape[-1] if N is None else N, device=x.device)


@takes_out
def vecdot(x, y, *, dim=-1):
    """The scalar products along `dim`, the first conjugated.

    Example:
        >>> torch.linalg.vecdot(torch.ones(2, 3), torch.ones(2, 3))
        tensor([3., 3.])
    """
    return (x.conj() * y).sum(dim)
