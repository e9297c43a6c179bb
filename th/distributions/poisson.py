"""The Poisson distribution."""

from th.distributions import constraints
from th.distributions.exp_family import ExponentialFamily
from th.distributions.parameters import broadcast_all
from th.tensor import exp, log, no_grad, poisson

__all__ = ["Poisson"]


class Poisson(ExponentialFamily):
    """The Poisson distribution.

    Args:
        rate (float or Tensor): the mean, not negative
    Example:
        >>> th.distributions.Poisson(th.tensor([4.0])).log_prob(th.tensor([4.0]))
        tensor([-1.6329])
    """

    arg_constraints = {"rate": constraints.nonnegative}
    support = constraints.nonnegative_integer
    _parameters = ("rate",)

    def __init__(self, rate, validate_args=None):
        (self.rate,) = broadcast_all(rate)
        super().__init__(self.rate.size(), validate_args=validate_args)

    @property
    def mean(self):
        return self.rate

    @property
    def mode(self):
        return self.rate.floor()

    @property
    def variance(self):
        return self.rate

    def sample(self, sample_shape=()):
        with no_grad():
            return poisson(self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value):
        self._check(value)
        rate, value = broadcast_all(self.rate, value)
        return value.xlogy(rate) - rate - (value + 1).lgamma()

    @property
    def _natural_params(self):
        return (log(self.rate),)

    def _log_normalizer(self, x):
        return exp(x)
