"""The normal distribution."""

import math

from th.distributions import constraints
from th.distributions.exp_family import ExponentialFamily
from th.distributions.parameters import Centred, broadcast_all, standard_normal
from th.tensor import erf, erfinv, log, no_grad, normal

__all__ = ["Normal"]


class Normal(Centred, ExponentialFamily):
    """The normal (Gaussian) distribution.

    Args:
        loc (float or Tensor): the mean
        scale (float or Tensor): the standard deviation, positive
    Example:
        >>> m = th.distributions.Normal(th.tensor([0.0]), th.tensor([1.0]))
        >>> m.sample()
        tensor([1.5410])
        >>> m.log_prob(th.tensor([0.0]))
        tensor([-0.9189])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True
    _mean_carrier_measure = 0
    _parameters = ("loc", "scale")

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.size(), validate_args=validate_args)

    @property
    def stddev(self):
        return self.scale

    @property
    def variance(self):
        return self.stddev.pow(2)

    def sample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        with no_grad():
            return normal(self.loc.expand(shape), self.scale.expand(shape))

    def rsample(self, sample_shape=()):
        return self.loc + standard_normal(self._extended_shape(sample_shape), self.loc) * self.scale

    def log_prob(self, value):
        self._check(value)
        squares = (value - self.loc) ** 2
        return -squares / (2 * self.scale**2) - self.scale.log() - math.log(math.sqrt(2 * math.pi))

    def cdf(self, value):
        self._check(value)
        return 0.5 * (1 + erf((value - self.loc) * self.scale.reciprocal() / math.sqrt(2)))

    def icdf(self, value):
        return self.loc + self.scale * erfinv(2 * value - 1) * math.sqrt(2)

    def entropy(self):
        return 0.5 + 0.5 * math.log(2 * math.pi) + log(self.scale)

    @property
    def _natural_params(self):
        return self.loc / self.scale.pow(2), -0.5 * self.scale.pow(2).reciprocal()

    def _log_normalizer(self, x, y):
        return -0.25 * x.pow(2) / y + 0.5 * log(-math.pi / y)
