"""The generalised Pareto distribution."""

import math

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import broadcast_all
from th.tensor import broadcast_to, exp, expm1, isclose, log1p, ones_like, rand, where, zeros_like

__all__ = ["GeneralizedPareto"]


class GeneralizedPareto(Distribution):
    """The generalised Pareto distribution, of what exceeds a threshold.

    Args:
        loc (float or Tensor): the threshold
        scale (float or Tensor): positive
        concentration (float or Tensor): the shape; 0 gives the exponential distribution
    Example:
        >>> th.distributions.GeneralizedPareto(th.tensor([0.0]), th.tensor([1.0]), th.tensor([0.5])).mean
        tensor([2.])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive, "concentration": constraints.real}
    has_rsample = True
    _parameters = ("loc", "scale", "concentration")

    def __init__(self, loc, scale, concentration, validate_args=None):
        self.loc, self.scale, self.concentration = broadcast_all(loc, scale, concentration)
        super().__init__(self.loc.size(), validate_args=validate_args)

    @constraints.dependent_property(is_discrete=False, event_dim=0)
    def support(self):
        end = where(self.concentration < 0, self.loc - self.scale / self.concentration, math.inf)
        return constraints.interval(self.loc, end)

    def _shape_or_one(self):
        """Where the shape is as good as 0, and the shape with 1 there, which may be divided by."""
        is_zero = isclose(self.concentration, zeros_like(self.concentration))
        return is_zero, where(is_zero, ones_like(self.concentration), self.concentration)

    def _excess(self, value):
        return (value - self.loc) / self.scale

    def rsample(self, sample_shape=()):
        return self.icdf(rand(self._extended_shape(sample_shape), dtype=self.loc.dtype, device=self.loc.device))

    def log_prob(self, value):
        self._check(value)
        z, (is_zero, shape) = self._excess(value), self._shape_or_one()
        power = 1 / shape + ones_like(z)
        return -self.scale.log() - where(is_zero, z, where(power == 0, power, power * log1p(shape * z)))

    def log_survival_function(self, value):
        """The logarithm of the probability of draws above `value`."""
        self._check(value)
        z, (is_zero, shape) = self._excess(value), self._shape_or_one()
        return where(is_zero, -z, -log1p(shape * z) / shape)

    def log_cdf(self, value):
        """The logarithm of the probability of draws up to `value`."""
        return log1p(-exp(self.log_survival_function(value)))

    def cdf(self, value):
        return exp(self.log_cdf(value))

    def icdf(self, value):
        left, (is_zero, shape) = log1p(-value), self._shape_or_one()
        bent = self.loc + self.scale / shape * expm1(-shape * left)
        return where(is_zero, self.loc - self.scale * left, bent)

    @property
    def mean(self):
        holds = self.concentration < 1
        return where(holds, self.loc + self.scale / (1 - where(holds, self.concentration, 0.5)), math.nan)

    @property
    def variance(self):
        holds = self.concentration < 0.5
        shape = where(holds, self.concentration, 0.25)
        return where(holds, self.scale**2 / ((1 - shape) ** 2 * (1 - 2 * shape)), math.nan)

    @property
    def mode(self):
        return self.loc

    def entropy(self):
        return broadcast_to(self.scale.log() + self.concentration + 1, self._batch_shape)
