"""The transform onto Cholesky factors of correlation matrices."""

import math

from th.distributions import constraints
from th.distributions.composition import Transform
from th.errors import ArgumentError
from th.tensor import eye, finfo, tanh, tril_indices
from th.tensor.ops.activations import softplus
from th.tensor.ops.padding import pad

__all__ = ["CorrCholeskyTransform", "tril_matrix_to_vec", "vec_to_tril_matrix"]


def vec_to_tril_matrix(vec, diag=0):
    """Vectors as lower triangles, row by row.

    Args:
        vec (Tensor): (*, elements)
        diag (int): the diagonal up to which elements lie
    Raises:
        ArgumentError: when no square matrix has so many elements there
    Example:
        >>> from th.distributions.corr_cholesky import vec_to_tril_matrix
        >>> vec_to_tril_matrix(th.tensor([1.0, 2.0, 3.0]), -1)
        tensor([[0., 0., 0.],
                [1., 0., 0.],
                [2., 3., 0.]])
    """
    count = vec.shape[-1]
    n = round((-(1 + 2 * diag) + math.sqrt((1 + 2 * diag) ** 2 + 8 * count + 4 * abs(diag) * (diag + 1))) / 2)
    rows, columns = tril_indices(n, n, diag)
    if rows.numel() != count:
        raise ArgumentError(
            f"The size of last dimension is {count} which cannot be expressed as the lower triangular part of a "
            "square D x D matrix."
        )
    matrix = vec.new_zeros((*vec.shape[:-1], n, n))
    matrix[..., rows, columns] = vec
    return matrix


def tril_matrix_to_vec(mat, diag=0):
    """The lower triangles of matrices as vectors, row by row.

    Args:
        mat (Tensor): (*, n, n)
        diag (int): the diagonal up to which elements are taken
    Raises:
        ArgumentError: when `diag` lies outside the matrix
    Example:
        >>> from th.distributions.corr_cholesky import tril_matrix_to_vec
        >>> tril_matrix_to_vec(th.tensor([[1.0, 0.0], [2.0, 3.0]]))
        tensor([1., 2., 3.])
    """
    n = mat.shape[-1]
    if diag < -n or diag >= n:
        raise ArgumentError(f"diag ({diag}) provided is outside [{-n}, {n - 1}].")
    rows, columns = tril_indices(n, n, diag)
    return mat[..., rows, columns]


class CorrCholeskyTransform(Transform):
    """``n * (n - 1) / 2`` numbers as the Cholesky factor of a correlation matrix, whose rows have the length 1.

    Each element of a row takes the share tanh(x) of what those before it have left of the row's length.
    """

    domain = constraints.real_vector
    codomain = constraints.corr_cholesky
    bijective = True

    def _call(self, x):
        eps = finfo(x.dtype).eps
        share = vec_to_tril_matrix(tanh(x).clamp(min=-1 + eps, max=1 - eps), diag=-1)
        left = (1 - share**2).sqrt().cumprod(-1)
        share = share + eye(share.shape[-1], dtype=share.dtype, device=share.device)
        return share * pad(left[..., :-1], [1, 0], value=1)

    def _inverse(self, y):
        left = pad((1 - (y * y).cumsum(-1))[..., :-1], [1, 0], value=1)
        share = tril_matrix_to_vec(y, diag=-1) / tril_matrix_to_vec(left, diag=-1).sqrt()
        return (share.log1p() - (-share).log1p()) / 2

    def log_abs_det_jacobian(self, x, y):
        left = tril_matrix_to_vec(1 - (y * y).cumsum(-1), diag=-2)
        slopes = -2 * (x + softplus(-2 * x) - math.log(2.0)).sum(-1)
        return 0.5 * left.log().sum(-1) + slopes

    def forward_shape(self, shape):
        if len(shape) < 1:
            raise ArgumentError("Too few dimensions on input")
        n = round((0.25 + 2 * shape[-1]) ** 0.5 + 0.5)
        if n * (n - 1) // 2 != shape[-1]:
            raise ArgumentError("Input is not a flattened lower-diagonal number")
        return (*shape[:-1], n, n)

    def inverse_shape(self, shape):
        if len(shape) < 2:
            raise ArgumentError("Too few dimensions on input")
        if shape[-2] != shape[-1]:
            raise ArgumentError("Input is not square")
        return (*shape[:-2], shape[-1] * (shape[-1] - 1) // 2)
