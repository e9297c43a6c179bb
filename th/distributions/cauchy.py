"""The Cauchy distribution."""

import math

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import broadcast_all
from th.tensor import atan, full, tan

__all__ = ["Cauchy"]


class Cauchy(Distribution):
    """The Cauchy (Lorentz) distribution; it has no mean.

    Args:
        loc (float or Tensor): the median
        scale (float or Tensor): half the width at half maximum, positive
    Example:
        >>> th.distributions.Cauchy(th.tensor([0.0]), th.tensor([1.0])).cdf(th.tensor([1.0]))
        tensor([0.7500])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True
    _parameters = ("loc", "scale")

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.size(), validate_args=validate_args)

    def _all(self, value):
        return full(self._extended_shape(), value, dtype=self.loc.dtype, device=self.loc.device)

    @property
    def mean(self):
        return self._all(math.nan)

    @property
    def mode(self):
        return self.loc

    @property
    def variance(self):
        return self._all(math.inf)

    def rsample(self, sample_shape=()):
        drawn = self.loc.detach().new_empty(self._extended_shape(sample_shape)).cauchy_()
        return self.loc + drawn * self.scale

    def log_prob(self, value):
        self._check(value)
        return -math.log(math.pi) - self.scale.log() - (((value - self.loc) / self.scale) ** 2).log1p()

    def cdf(self, value):
        self._check(value)
        return atan((value - self.loc) / self.scale) / math.pi + 0.5

    def icdf(self, value):
        return tan(math.pi * (value - 0.5)) * self.scale + self.loc

    def entropy(self):
        return math.log(4 * math.pi) + self.scale.log()
