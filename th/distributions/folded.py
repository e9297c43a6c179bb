"""Absolute values of variables that lie symmetrically around 0."""

import math

from th.distributions import constraints
from th.distributions.transformed_distribution import TransformedDistribution
from th.distributions.transforms import AbsTransform
from th.tensor import where, zeros_like

__all__ = ["Folded"]


class Folded(TransformedDistribution):
    """The absolute value of a variable that is symmetric around 0: twice its density, on one side.

    Args:
        base (Distribution): of the variable
    """

    support = constraints.nonnegative
    has_rsample = True

    def __init__(self, base, validate_args=None):
        super().__init__(base, AbsTransform(), validate_args=validate_args)

    @property
    def mode(self):
        return zeros_like(self.scale)

    def log_prob(self, value):
        self._check(value)
        return self._folded_log_prob(value)

    def _folded_log_prob(self, value):
        return where(value >= 0, self.base_dist.log_prob(value) + math.log(2), -math.inf)

    def cdf(self, value):
        self._check(value)
        return 2 * self.base_dist.cdf(value) - 1

    def icdf(self, prob):
        return self.base_dist.icdf((prob + 1) / 2)

    def entropy(self):
        return self.base_dist.entropy() - math.log(2)
