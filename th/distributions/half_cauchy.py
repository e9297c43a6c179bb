"""The half-Cauchy distribution."""

import math

from th.distributions import constraints
from th.distributions.cauchy import Cauchy
from th.distributions.folded import Folded
from th.distributions.transformed_distribution import of_base
from th.tensor import as_tensor, full

__all__ = ["HalfCauchy"]


class HalfCauchy(Folded):
    """The absolute value of a Cauchy variable around 0.

    Args:
        scale (float or Tensor): the median, positive
    Example:
        >>> th.distributions.HalfCauchy(th.tensor([1.0])).cdf(th.tensor([1.0]))
        tensor([0.5000])
    """

    arg_constraints = {"scale": constraints.positive}
    _fill = Folded._fill

    def __init__(self, scale, validate_args=None):
        super().__init__(Cauchy(0, scale, validate_args=False), validate_args)

    scale = of_base("scale", "The median.")

    @property
    def mean(self):
        return full(self._extended_shape(), math.inf, dtype=self.scale.dtype, device=self.scale.device)

    @property
    def variance(self):
        return self.base_dist.variance

    def log_prob(self, value):
        self._check(value)
        return self._folded_log_prob(as_tensor(value, dtype=self.scale.dtype, device=self.scale.device))
