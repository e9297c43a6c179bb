"""The Kumaraswamy distribution."""

import math

from th.distributions import constraints
from th.distributions.parameters import broadcast_all, euler_constant
from th.distributions.transformed_distribution import TransformedDistribution
from th.distributions.transforms import AffineTransform, PowerTransform
from th.distributions.uniform import Uniform
from th.tensor import digamma, exp, lgamma, ones_like, zeros_like

__all__ = ["Kumaraswamy"]


class Kumaraswamy(TransformedDistribution):
    """The Kumaraswamy distribution over (0, 1), much like the beta distribution: ``(1 - u^(1/b))^(1/a)``, `u` uniform.

    Args:
        concentration1 (float or Tensor): a, positive
        concentration0 (float or Tensor): b, positive
    Example:
        >>> th.distributions.Kumaraswamy(th.tensor([1.0]), th.tensor([1.0])).mean
        tensor([0.5000])
    """

    arg_constraints = {"concentration1": constraints.positive, "concentration0": constraints.positive}
    support = constraints.unit_interval
    has_rsample = True
    _parameters = ("concentration1", "concentration0")

    def __init__(self, concentration1, concentration0, validate_args=None):
        self.concentration1, self.concentration0 = broadcast_all(concentration1, concentration0)
        b = self.concentration0
        steps = [PowerTransform(b.reciprocal()), AffineTransform(loc=1.0, scale=-1.0),
                 PowerTransform(self.concentration1.reciprocal())]  # fmt: skip
        base = Uniform(zeros_like(b), ones_like(b), validate_args=validate_args)
        super().__init__(base, steps, validate_args=validate_args)

    def _moment(self, order):
        """The mean of a power of a draw."""
        b, place = self.concentration0, 1 + order / self.concentration1
        return b * exp(lgamma(place) + lgamma(b) - lgamma(place + b))

    @property
    def mean(self):
        return self._moment(1)

    @property
    def mode(self):
        a, b = self.concentration1, self.concentration0
        found = b.reciprocal() * (-b).log1p() - (-b * a).log1p()
        return found.masked_fill((b < 1) | (a < 1), math.nan).exp()

    @property
    def variance(self):
        return self._moment(2) - self.mean.pow(2)

    def entropy(self):
        a, b = self.concentration1, self.concentration0
        harmonic = digamma(b + 1) + euler_constant
        return (1 - b.reciprocal()) + (1 - a.reciprocal()) * harmonic - a.log() - b.log()
