"""The Wishart distribution."""

import math
import warnings

from th.distributions import constraints
from th.distributions.chi2 import Chi2
from th.distributions.covariance import CovarianceForms, half_log_det
from th.distributions.exp_family import ExponentialFamily
from th.distributions.parameters import is_number
from th.errors import ArgumentError
from th.tensor import arange, broadcast_shapes, cholesky_solve, digamma, finfo, mvlgamma, randn, tensor, tril_indices
from th.tensor.linalg import slogdet

__all__ = ["Wishart"]

_MOST_TRIES = 10  # at drawing again what came out singular


class Wishart(CovarianceForms, ExponentialFamily):
    """The distribution of ``x.mT @ x`` for `df` rows x of normal vectors; `df` may be broken.

    Args:
        df (float or Tensor): the degrees of freedom, more than n - 1
        covariance_matrix (Tensor): (*, n, n), positive definite; or one of the other two
        precision_matrix (Tensor): (*, n, n), its inverse
        scale_tril (Tensor): (*, n, n), its Cholesky factor
    Raises:
        ArgumentError: when not exactly one of the three is given, or `df` is too small
    Example:
        >>> th.distributions.Wishart(th.tensor(3.0), covariance_matrix=th.eye(2)).mean
        tensor([[3., 0.],
                [0., 3.]])
    """

    support = constraints.positive_definite
    has_rsample = True
    _mean_carrier_measure = 0

    @property
    def arg_constraints(self):
        return {
            "covariance_matrix": constraints.positive_definite,
            "precision_matrix": constraints.positive_definite,
            "scale_tril": constraints.lower_cholesky,
            "df": constraints.greater_than(self.event_shape[-1] - 1),
        }

    def __init__(self, df, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        name, matrix = self._given(
            covariance_matrix=covariance_matrix, precision_matrix=precision_matrix, scale_tril=scale_tril
        )
        if matrix.dim() < 2:
            raise ArgumentError("scale_tril must be at least two-dimensional, with optional leading batch dimensions")
        if is_number(df):
            batch_shape = matrix.shape[:-2]
            self.df = tensor(df, dtype=matrix.dtype, device=matrix.device)
        else:
            batch_shape = broadcast_shapes(matrix.shape[:-2], df.shape)
            self.df = df.expand(batch_shape)
        event_shape = matrix.shape[-2:]
        if bool(self.df.le(event_shape[-1] - 1).any()):
            raise ArgumentError(f"Value of df={df} expected to be greater than ndim - 1 = {event_shape[-1] - 1}.")
        setattr(self, name, matrix.expand((*batch_shape, -1, -1)))
        super().__init__(batch_shape, event_shape, validate_args=validate_args)
        self._factor(name, matrix)
        self._lengths = self._length_distribution()

    @property
    def _matrix_shape(self):
        return self._batch_shape + self._event_shape

    def _length_distribution(self):
        """Of the squares on the diagonal of a draw's Cholesky factor, by Bartlett."""
        tril = self._unbroadcasted_scale_tril
        return Chi2(self.df.unsqueeze(-1) - arange(tril.shape[-1], dtype=tril.dtype, device=tril.device))

    def _fill(self, new, batch_shape):
        shape = batch_shape + self.event_shape
        new._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril.expand(shape)
        new.df = self.df.expand(batch_shape)
        self._fill_forms(new, shape)
        new._lengths = new._length_distribution()

    def _column(self, values):
        return values.reshape((*self._batch_shape, 1, 1))

    @property
    def mean(self):
        return self._column(self.df) * self.covariance_matrix

    @property
    def mode(self):
        factor = self.df - self.covariance_matrix.shape[-1] - 1
        return self._column(factor.masked_fill(factor <= 0, math.nan)) * self.covariance_matrix

    @property
    def variance(self):
        diagonal = self.covariance_matrix.diagonal(dim1=-2, dim2=-1)
        products = diagonal.unsqueeze(-1) * diagonal.unsqueeze(-2)
        return self._column(self.df) * (self.covariance_matrix.pow(2) + products)

    def _drawn(self, sample_shape):
        n = self._event_shape[-1]
        lengths = self._lengths.rsample(sample_shape).sqrt()
        noise = lengths.clamp(min=finfo(lengths.dtype).eps).diag_embed(dim1=-2, dim2=-1)
        rows, columns = tril_indices(n, n, offset=-1)
        shape = (*sample_shape, *self._batch_shape, n * (n - 1) // 2)
        noise[..., rows, columns] = randn(shape, dtype=noise.dtype, device=noise.device)
        factor = self._unbroadcasted_scale_tril @ noise
        return factor @ factor.mT

    def _of_any_in_batch(self, found):
        return found.amax(tuple(range(-len(self._batch_shape), 0))) if self._batch_shape else found

    def rsample(self, sample_shape=(), max_try_correction=None):
        """As `sample`, recorded; what came out singular is drawn again, `max_try_correction` times at most."""
        sample = self._drawn(sample_shape)
        # PyTorch draws once more what is not singular; for its digits so do we.
        sample = self._with_new(sample, self._of_any_in_batch(self.support.check(sample)))
        for _ in range(_MOST_TRIES if max_try_correction is None else max_try_correction):
            singular = self._of_any_in_batch(~self.support.check(sample))
            if not bool(singular.any()):
                break
            warnings.warn("Singular sample detected.", stacklevel=2)
            sample = self._with_new(sample, singular)
        return sample

    def _with_new(self, sample, chosen):
        if bool(chosen.any()):
            sample[chosen] = self._drawn(chosen[chosen].shape)
        return sample

    def log_prob(self, value):
        self._check(value)
        n, tril = self._event_shape[-1], self._unbroadcasted_scale_tril
        trace = cholesky_solve(value, tril).diagonal(dim1=-2, dim2=-1).sum(-1)
        return (
            -self.df * (n * math.log(2) / 2 + half_log_det(tril))
            - mvlgamma(self.df / 2, n)
            + (self.df - n - 1) / 2 * slogdet(value).logabsdet
            - trace / 2
        )

    def entropy(self):
        n, tril = self._event_shape[-1], self._unbroadcasted_scale_tril
        halves = arange(n, dtype=self.df.dtype, device=self.df.device) / 2
        mean_log = digamma((self.df / 2).unsqueeze(-1) - halves).sum(-1)
        return (
            (n + 1) * (n * math.log(2) / 2 + half_log_det(tril))
            + mvlgamma(self.df / 2, n)
            - (self.df - n - 1) / 2 * mean_log
            + self.df * n / 2
        )

    @property
    def _natural_params(self):
        return -self.precision_matrix / 2, (self.df - self._event_shape[-1] - 1) / 2

    def _log_normalizer(self, x, y):
        n = self._event_shape[-1]
        half = y + (n + 1) / 2
        return half * (n * math.log(2) - slogdet(-2 * x).logabsdet) + mvlgamma(half, n)
