"""The half-normal distribution."""

import math

from th.distributions import constraints
from th.distributions.folded import Folded
from th.distributions.normal import Normal
from th.distributions.transformed_distribution import of_base

__all__ = ["HalfNormal"]


class HalfNormal(Folded):
    """The absolute value of a normal variable of mean 0.

    Args:
        scale (float or Tensor): the standard deviation of the normal variable, positive
    Example:
        >>> th.distributions.HalfNormal(th.tensor([1.0])).mean
        tensor([0.7979])
    """

    arg_constraints = {"scale": constraints.positive}
    _fill = Folded._fill

    def __init__(self, scale, validate_args=None):
        super().__init__(Normal(0, scale, validate_args=False), validate_args)

    scale = of_base("scale", "The standard deviation of the normal variable.")

    @property
    def mean(self):
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def variance(self):
        return self.scale.pow(2) * (1 - 2 / math.pi)
