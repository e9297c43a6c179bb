"""The multivariate normal distribution."""

import math

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import lazy_property, standard_normal
from th.errors import ArgumentError
from th.tensor import broadcast_shapes, cholesky_inverse, eye, flip, matmul, transpose
from th.tensor.linalg import cholesky, solve_triangular

__all__ = ["MultivariateNormal", "half_log_det", "mahalanobis"]

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


def _tril_of_precision(precision):
    lower = cholesky(flip(precision, (-2, -1)))
    upside = transpose(flip(lower, (-2, -1)), -2, -1)
    identity = eye(precision.shape[-1], dtype=precision.dtype, device=precision.device)
    return solve_triangular(upside, identity, upper=False)


class MultivariateNormal(Distribution):
    """The normal distribution of vectors.

    Args:
        loc (Tensor): (*, n), the mean
        covariance_matrix (Tensor): (*, n, n), positive definite; or one of the other two
        precision_matrix (Tensor): (*, n, n), its inverse
        scale_tril (Tensor): (*, n, n), its Cholesky factor
    Raises:
        ArgumentError: when not exactly one of the three is given, or one has too few dimensions
    Example:
        >>> m = th.distributions.MultivariateNormal(th.zeros(2), th.eye(2))
        >>> m.log_prob(th.zeros(2))
        tensor(-1.8379)
    """

    arg_constraints = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support = constraints.real_vector
    has_rsample = True

    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        if loc.dim() < 1:
            raise ArgumentError("loc must be at least one-dimensional.")
        given = {"scale_tril": scale_tril, "covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix}
        given = {name: matrix for name, matrix in given.items() if matrix is not None}
        if len(given) != 1:
            raise ArgumentError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified."
            )
        ((name, matrix),) = given.items()
        if matrix.dim() < 2:
            what = "scale_tril matrix" if name == "scale_tril" else name
            raise ArgumentError(f"{what} must be at least two-dimensional, with optional leading batch dimensions")
        batch_shape = broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        setattr(self, name, matrix.expand((*batch_shape, -1, -1)))
        self.loc = loc.expand((*batch_shape, -1))
        super().__init__(batch_shape, self.loc.shape[-1:], validate_args=validate_args)
        if name == "precision_matrix":
            self._unbroadcasted_scale_tril = _tril_of_precision(matrix)
        else:
            self._unbroadcasted_scale_tril = matrix if name == "scale_tril" else cholesky(matrix)

    def _fill(self, new, batch_shape):
        event = self.event_shape
        new.loc = self.loc.expand(batch_shape + event)
        new._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril
        for name in _FORMS:
            if name in self.__dict__:
                setattr(new, name, self.__dict__[name].expand(batch_shape + event + event))

    def _whole(self, matrix):
        return matrix.expand(self._batch_shape + self._event_shape + self._event_shape)

    @lazy_property
    def scale_tril(self):
        """The Cholesky factor of the covariance."""
        return self._whole(self._unbroadcasted_scale_tril)

    @lazy_property
    def covariance_matrix(self):
        """The covariance."""
        tril = self._unbroadcasted_scale_tril
        return self._whole(matmul(tril, tril.mT))

    @lazy_property
    def precision_matrix(self):
        """The inverse of the covariance."""
        return self._whole(cholesky_inverse(self._unbroadcasted_scale_tril))

    @property
    def mean(self):
        return self.loc

    @property
    def mode(self):
        return self.loc

    @property
    def variance(self):
        return self._unbroadcasted_scale_tril.pow(2).sum(-1).expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape=()):
        drawn = standard_normal(self._extended_shape(sample_shape), self.loc)
        return self.loc + matmul(self._unbroadcasted_scale_tril, drawn.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value):
        self._check(value)
        tril = self._unbroadcasted_scale_tril
        squares = mahalanobis(tril, value - self.loc)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + squares) - half_log_det(tril)

    def entropy(self):
        half = half_log_det(self._unbroadcasted_scale_tril)
        found = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + half
        return found.expand(self._batch_shape) if self._batch_shape else found
