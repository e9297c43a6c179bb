"""The multivariate normal distribution."""

import math

from th.distributions import constraints
from th.distributions.covariance import CovarianceForms, half_log_det, mahalanobis, matrix_times_vector
from th.distributions.distribution import Distribution
from th.distributions.parameters import Centred, standard_normal
from th.errors import ArgumentError
from th.tensor import broadcast_shapes

__all__ = ["MultivariateNormal"]


class MultivariateNormal(Centred, CovarianceForms, Distribution):
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
        name, matrix = self._given(
            scale_tril=scale_tril, covariance_matrix=covariance_matrix, precision_matrix=precision_matrix
        )
        if matrix.dim() < 2:
            what = "scale_tril matrix" if name == "scale_tril" else name
            raise ArgumentError(f"{what} must be at least two-dimensional, with optional leading batch dimensions")
        batch_shape = broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        setattr(self, name, matrix.expand((*batch_shape, -1, -1)))
        self.loc = loc.expand((*batch_shape, -1))
        super().__init__(batch_shape, self.loc.shape[-1:], validate_args=validate_args)
        self._factor(name, matrix)

    @property
    def _matrix_shape(self):
        return self._batch_shape + self._event_shape + self._event_shape

    def _fill(self, new, batch_shape):
        event = self.event_shape
        new.loc = self.loc.expand(batch_shape + event)
        new._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril
        self._fill_forms(new, batch_shape + event + event)

    @property
    def variance(self):
        return self._unbroadcasted_scale_tril.pow(2).sum(-1).expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape=()):
        drawn = standard_normal(self._extended_shape(sample_shape), self.loc)
        return self.loc + matrix_times_vector(self._unbroadcasted_scale_tril, drawn)

    def log_prob(self, value):
        self._check(value)
        tril = self._unbroadcasted_scale_tril
        squares = mahalanobis(tril, value - self.loc)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + squares) - half_log_det(tril)

    def entropy(self):
        half = half_log_det(self._unbroadcasted_scale_tril)
        found = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + half
        return found.expand(self._batch_shape) if self._batch_shape else found
