"""Covariance matrices, given as themselves, as their inverses or as their Cholesky factors."""

from th.distributions.parameters import lazy_property
from th.errors import ArgumentError
from th.tensor import cholesky_inverse, eye, flip, matmul, transpose
from th.tensor.linalg import cholesky, solve_triangular

__all__ = ["CovarianceForms", "half_log_det", "mahalanobis", "matrix_times_vector"]

_FORMS = ("scale_tril", "covariance_matrix", "precision_matrix")


def mahalanobis(tril, x):
    """The squared length of ``inv(tril) @ x``, for batches of triangles (*, n, n) and of vectors (*, n)."""
    n, batch = x.size(-1), x.shape[:-1]
    outer = len(batch) - (tril.dim() - 2)
    split = list(x.shape[:outer])
    for rows, count in zip(tril.shape[:-2], x.shape[outer:-1], strict=False):
        split += [count // rows, rows]
    x = x.reshape((*split, n))
    inner = range(outer, len(split))
    order = [*range(outer), *inner[0::2], *inner[1::2]]
    x = x.permute(*order, len(split))
    flat = tril.reshape(-1, n, n)
    columns = x.reshape(-1, flat.size(0), n).permute(1, 2, 0)
    squares = solve_triangular(flat, columns, upper=False).pow(2).sum(-2).t().reshape(x.shape[:-1])
    back = [order.index(d) for d in range(len(order))]
    return squares.permute(*back).reshape(batch)


def half_log_det(tril):
    """Half the logarithm of the determinant of ``tril @ tril.mT``."""
    return tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def matrix_times_vector(matrix, vector):
    """Of batches (*, n, m) and (*, m)."""
    return matmul(matrix, vector.unsqueeze(-1)).squeeze(-1)


def _tril_of_precision(precision):
    lower = cholesky(flip(precision, (-2, -1)))
    upside = transpose(flip(lower, (-2, -1)), -2, -1)
    identity = eye(precision.shape[-1], dtype=precision.dtype, device=precision.device)
    return solve_triangular(upside, identity, upper=False)


class CovarianceForms:
    """What distributions have in common that take a covariance in one of three forms: the others come when asked for.

    A subclass says by `_matrix_shape` what shape the matrices have, batch included.
    """

    def _given(self, **forms):
        """(name, matrix) of the one that is not None."""
        given = [(name, matrix) for name, matrix in forms.items() if matrix is not None]
        if len(given) != 1:
            raise ArgumentError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified."
            )
        return given[0]

    def _factor(self, name, matrix):
        """Notes the Cholesky factor of what was given; it is not expanded."""
        if name == "precision_matrix":
            self._unbroadcasted_scale_tril = _tril_of_precision(matrix)
        else:
            self._unbroadcasted_scale_tril = matrix if name == "scale_tril" else cholesky(matrix)

    def _fill_forms(self, new, shape):
        for name in _FORMS:
            if name in self.__dict__:
                setattr(new, name, self.__dict__[name].expand(shape))

    @lazy_property
    def scale_tril(self):
        """The Cholesky factor of the covariance."""
        return self._unbroadcasted_scale_tril.expand(self._matrix_shape)

    @lazy_property
    def covariance_matrix(self):
        """The covariance."""
        tril = self._unbroadcasted_scale_tril
        return matmul(tril, tril.mT).expand(self._matrix_shape)

    @lazy_property
    def precision_matrix(self):
        """The inverse of the covariance."""
        return cholesky_inverse(self._unbroadcasted_scale_tril).expand(self._matrix_shape)
