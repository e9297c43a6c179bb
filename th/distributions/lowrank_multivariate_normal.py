"""The multivariate normal distribution whose covariance is a diagonal and a matrix of low rank."""

import math

from th.distributions import constraints
from th.distributions.covariance import half_log_det, mahalanobis, matrix_times_vector
from th.distributions.distribution import Distribution
from th.distributions.parameters import Centred, lazy_property, standard_normal
from th.errors import ArgumentError, ShapeError
from th.tensor import broadcast_tensors, diag_embed, eye, matmul
from th.tensor.linalg import cholesky, solve_triangular

__all__ = ["LowRankMultivariateNormal"]


def _plus_identity(matrix):
    return matrix + eye(matrix.shape[-1], dtype=matrix.dtype, device=matrix.device)


class LowRankMultivariateNormal(Centred, Distribution):
    """The normal distribution of vectors with the covariance ``cov_factor @ cov_factor.mT + diag(cov_diag)``.

    No matrix of n rows and columns is factored: only the capacitance ``I + cov_factor.mT @ diag(1 / cov_diag) @ cov_factor``.

    Args:
        loc (Tensor): (*, n), the mean
        cov_factor (Tensor): (*, n, rank)
        cov_diag (Tensor): (*, n), positive
    Raises:
        ArgumentError: when the shapes do not fit
    Example:
        >>> m = th.distributions.LowRankMultivariateNormal(th.zeros(2), th.tensor([[1.0], [0.0]]), th.ones(2))
        >>> m.covariance_matrix
        tensor([[2., 0.],
                [0., 1.]])
    """

    arg_constraints = {
        "loc": constraints.real_vector,
        "cov_factor": constraints.independent(constraints.real, 2),
        "cov_diag": constraints.independent(constraints.positive, 1),
    }
    support = constraints.real_vector
    has_rsample = True

    def __init__(self, loc, cov_factor, cov_diag, validate_args=None):
        if loc.dim() < 1:
            raise ArgumentError("loc must be at least one-dimensional.")
        event_shape = loc.shape[-1:]
        if cov_factor.dim() < 2:
            raise ArgumentError("cov_factor must be at least two-dimensional, with optional leading batch dimensions")
        if cov_factor.shape[-2:-1] != event_shape:
            raise ArgumentError(f"cov_factor must be a batch of matrices with shape {event_shape[0]} x m")
        if cov_diag.shape[-1:] != event_shape:
            raise ArgumentError(f"cov_diag must be a batch of vectors with shape {event_shape}")
        try:
            columns, self.cov_factor, diagonals = broadcast_tensors(loc.unsqueeze(-1), cov_factor, cov_diag.unsqueeze(-1))
        except ShapeError as err:
            raise ArgumentError(
                f"Incompatible batch shapes: loc {loc.shape}, cov_factor {cov_factor.shape}, cov_diag {cov_diag.shape}"
            ) from err
        self.loc, self.cov_diag = columns[..., 0], diagonals[..., 0]
        self._unbroadcasted_cov_factor, self._unbroadcasted_cov_diag = cov_factor, cov_diag
        self._capacitance_tril = cholesky(_plus_identity(matmul(self._weighed_factor, cov_factor)))
        super().__init__(self.loc.shape[:-1], event_shape, validate_args=validate_args)

    def _fill(self, new, batch_shape):
        shape = batch_shape + self.event_shape
        new.loc, new.cov_diag = self.loc.expand(shape), self.cov_diag.expand(shape)
        new.cov_factor = self.cov_factor.expand(shape + self.cov_factor.shape[-1:])
        for name in ("_unbroadcasted_cov_factor", "_unbroadcasted_cov_diag", "_capacitance_tril"):
            setattr(new, name, self.__dict__[name])

    @property
    def _weighed_factor(self):
        return self._unbroadcasted_cov_factor.mT / self._unbroadcasted_cov_diag.unsqueeze(-2)

    def inner_factor(self):
        """The matrix A of ``precision_matrix = diag(1 / cov_diag) - A.mT @ A``, by Woodbury's identity."""
        return solve_triangular(self._capacitance_tril, self._weighed_factor, upper=False)

    def log_det(self):
        """The logarithm of the covariance's determinant."""
        return 2 * half_log_det(self._capacitance_tril) + self._unbroadcasted_cov_diag.log().sum(-1)

    def squared_distance(self, away):
        """Mahalanobis' squared distance of a point that lies `away` from the mean."""
        plain = (away.pow(2) / self._unbroadcasted_cov_diag).sum(-1)
        return plain - mahalanobis(self._capacitance_tril, matrix_times_vector(self._weighed_factor, away))

    @property
    def _matrix_shape(self):
        return self._batch_shape + self._event_shape + self._event_shape

    @lazy_property
    def variance(self):
        """The variance of each element."""
        found = self._unbroadcasted_cov_factor.pow(2).sum(-1) + self._unbroadcasted_cov_diag
        return found.expand(self._batch_shape + self._event_shape)

    @lazy_property
    def scale_tril(self):
        """The Cholesky factor of the covariance."""
        scale = self._unbroadcasted_cov_diag.sqrt().unsqueeze(-1)
        scaled = self._unbroadcasted_cov_factor / scale  # the eigenvalues of what is factored are then 1 and above
        return (scale * cholesky(_plus_identity(matmul(scaled, scaled.mT)))).expand(self._matrix_shape)

    @lazy_property
    def covariance_matrix(self):
        """The covariance."""
        factor = self._unbroadcasted_cov_factor
        return (matmul(factor, factor.mT) + diag_embed(self._unbroadcasted_cov_diag)).expand(self._matrix_shape)

    @lazy_property
    def precision_matrix(self):
        """The inverse of the covariance."""
        inner = self.inner_factor()
        return (diag_embed(self._unbroadcasted_cov_diag.reciprocal()) - inner.mT @ inner).expand(self._matrix_shape)

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        common = standard_normal(shape[:-1] + self.cov_factor.shape[-1:], self.loc)
        own = standard_normal(shape, self.loc)
        moved = self.loc + matrix_times_vector(self._unbroadcasted_cov_factor, common)
        return moved + self._unbroadcasted_cov_diag.sqrt() * own

    def log_prob(self, value):
        self._check(value)
        squares = self.squared_distance(value - self.loc)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + self.log_det() + squares)

    def entropy(self):
        found = 0.5 * (self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + self.log_det())
        return found.expand(self._batch_shape) if self._batch_shape else found
