"""`torch.linalg`: decompositions, solutions, norms.

The gradients of the decompositions follow M. Giles, "An extended collection of matrix derivative results for forward
and reverse mode algorithmic differentiation" (2008), with the usual conventions for repeated values.
"""

from th.tensor.ops.contraction import cross
from th.tensor.ops.decompositions import cholesky, cholesky_ex, eig, eigh, eigvals, eigvalsh, qr, svd, svdvals
from th.tensor.ops.lapack import LinAlgError
from th.tensor.ops.ldl import ldl_factor, ldl_factor_ex, ldl_solve
from th.tensor.ops.leastsquares import det, lstsq, lu_solve, matrix_rank, pinv
from th.tensor.ops.matrix import matmul
from th.tensor.ops.matrixnorms import cond, matrix_norm, norm, vector_norm
from th.tensor.ops.parts import diagonal
from th.tensor.ops.solving import (
    inv,
    inv_ex,
    matrix_exp,
    matrix_power,
    multi_dot,
    solve,
    solve_ex,
    solve_triangular,
    tensorinv,
    tensorsolve,
    vander,
    vecdot,
)
from th.tensor.ops.triangles import lu, lu_factor, lu_factor_ex, slogdet
from th.tensor.outs import takes_out

__all__ = [
    "LinAlgError", "cholesky", "cholesky_ex", "cond", "cross", "det", "diagonal", "eig", "eigh", "eigvals", "eigvalsh",
    "householder_product", "inv", "inv_ex", "ldl_factor", "ldl_factor_ex", "ldl_solve", "lstsq", "lu", "lu_factor", "lu_factor_ex", "lu_solve", "matmul", "matrix_exp",
    "matrix_norm", "matrix_power", "matrix_rank", "multi_dot", "norm", "pinv", "qr", "slogdet", "solve", "solve_ex",
    "solve_triangular", "svd", "svdvals", "tensorinv", "tensorsolve", "vander", "vecdot", "vector_norm",
]  # fmt: skip


@takes_out
def householder_product(input, tau):
    """The first columns of a product of Householder reflections, as LAPACK's `orgqr` makes them.

    Example:
        >>> torch.linalg.householder_product(torch.zeros(2, 1), torch.zeros(1))
        tensor([[1.],
                [0.]])
    """
    rows, columns = input.shape[-2:]
    out = input.new_zeros(*input.shape[:-2], rows, columns)
    out.diagonal(0, -2, -1).fill_(1)
    out = out.clone()
    for k in range(tau.shape[-1] - 1, -1, -1):
        v = input.tril(-1)[..., :, k : k + 1].clone()
        v[..., k, :] = 1
        out = out - tau[..., k, None, None] * (v @ (v.conj().transpose(-2, -1) @ out))
    return out
