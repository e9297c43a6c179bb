"""The Laplace distribution."""

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import Centred, broadcast_all
from th.tensor import abs as absolute
from th.tensor import expm1, finfo, log, log1p

__all__ = ["Laplace"]


class Laplace(Centred, Distribution):
    """The Laplace distribution, exponential on both sides.

    Args:
        loc (float or Tensor): the mean
        scale (float or Tensor): the mean distance from it, positive
    Example:
        >>> th.distributions.Laplace(th.tensor([0.0]), th.tensor([1.0])).log_prob(th.tensor([0.0]))
        tensor([-0.6931])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True
    _parameters = ("loc", "scale")

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.size(), validate_args=validate_args)

    @property
    def variance(self):
        return 2 * self.scale.pow(2)

    @property
    def stddev(self):
        return (2**0.5) * self.scale

    def rsample(self, sample_shape=()):
        eps = finfo(self.loc.dtype).eps
        u = self.loc.detach().new_empty(self._extended_shape(sample_shape)).uniform_(eps - 1, 1)
        return self.loc - self.scale * u.sign() * log1p(-u.abs())

    def log_prob(self, value):
        self._check(value)
        return -log(2 * self.scale) - absolute(value - self.loc) / self.scale

    def cdf(self, value):
        self._check(value)
        away = value - self.loc
        return 0.5 - 0.5 * away.sign() * expm1(-away.abs() / self.scale)

    def icdf(self, value):
        away = value - 0.5
        return self.loc - self.scale * away.sign() * log1p(-2 * away.abs())

    def entropy(self):
        return 1 + log(2 * self.scale)
