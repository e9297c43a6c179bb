"""The Gumbel distribution."""

import math

from th.distributions import constraints
from th.distributions.parameters import broadcast_all, euler_constant, is_number
from th.distributions.transformed_distribution import TransformedDistribution
from th.distributions.transforms import AffineTransform, ExpTransform
from th.distributions.uniform import Uniform
from th.tensor import finfo, full_like, ones_like

__all__ = ["Gumbel"]


class Gumbel(TransformedDistribution):
    """The Gumbel distribution, of the largest of many draws: ``loc - scale * log(-log(u))``, `u` uniform.

    Args:
        loc (float or Tensor): the most probable value
        scale (float or Tensor): the width, positive
    Example:
        >>> th.distributions.Gumbel(th.tensor([1.0]), th.tensor([2.0])).mean
        tensor([2.1544])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    _parameters = ("loc", "scale")

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        info = finfo(self.loc.dtype)
        low, high = info.tiny, 1 - info.eps  # their logarithms are finite
        if not (is_number(loc) and is_number(scale)):
            low, high = full_like(self.loc, low), full_like(self.loc, high)
        negated_log = [ExpTransform().inv, AffineTransform(loc=0, scale=-ones_like(self.scale))]
        steps = [*negated_log, ExpTransform().inv, AffineTransform(loc=loc, scale=-self.scale)]
        super().__init__(Uniform(low, high, validate_args=validate_args), steps, validate_args=validate_args)

    @property
    def mean(self):
        return self.loc + self.scale * euler_constant

    @property
    def mode(self):
        return self.loc

    @property
    def stddev(self):
        return self.scale * (math.pi / math.sqrt(6))

    @property
    def variance(self):
        return self.stddev.pow(2)

    def log_prob(self, value):
        self._check(value)
        away = (self.loc - value) / self.scale
        return away - away.exp() - self.scale.log()

    def entropy(self):
        return self.scale.log() + (1 + euler_constant)
