"""The inverse gamma distribution."""

import math

from th.distributions import constraints
from th.distributions.gamma import Gamma
from th.distributions.transformed_distribution import TransformedDistribution, of_base
from th.distributions.transforms import PowerTransform
from th.tensor import where

__all__ = ["InverseGamma"]


class InverseGamma(TransformedDistribution):
    """One over a gamma variable.

    Args:
        concentration (float or Tensor): the shape, positive
        rate (float or Tensor): one over the scale of the gamma variable, positive
    Example:
        >>> th.distributions.InverseGamma(th.tensor([2.0]), th.tensor([3.0])).mean
        tensor([3.])
    """

    arg_constraints = {"concentration": constraints.positive, "rate": constraints.positive}
    support = constraints.positive
    has_rsample = True
    _fill = TransformedDistribution._fill

    def __init__(self, concentration, rate, validate_args=None):
        base = Gamma(concentration, rate, validate_args=validate_args)
        super().__init__(base, PowerTransform(-base.rate.new_ones(())), validate_args=validate_args)

    concentration = of_base("concentration", "The shape.")
    rate = of_base("rate", "One over the scale of the gamma variable.")

    @property
    def mean(self):
        return where(self.concentration > 1, self.rate / (self.concentration - 1), math.inf)

    @property
    def mode(self):
        return self.rate / (self.concentration + 1)

    @property
    def variance(self):
        below = (self.concentration - 1).square() * (self.concentration - 2)
        return where(self.concentration > 2, self.rate.square() / below, math.inf)

    def entropy(self):
        a = self.concentration
        return a + self.rate.log() + a.lgamma() - (1 + a) * a.digamma()
