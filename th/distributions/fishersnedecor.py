"""Fisher and Snedecor's distribution."""

import math

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.gamma import Gamma
from th.distributions.parameters import broadcast_all
from th.tensor import finfo, log, log1p

__all__ = ["FisherSnedecor"]


class FisherSnedecor(Distribution):
    """The F distribution: the ratio of two chi-squared variables, each divided by its degrees of freedom.

    Args:
        df1 (float or Tensor): the degrees of freedom above, positive
        df2 (float or Tensor): those below, positive
    Example:
        >>> th.distributions.FisherSnedecor(th.tensor([1.0]), th.tensor([4.0])).mean
        tensor([2.])
    """

    arg_constraints = {"df1": constraints.positive, "df2": constraints.positive}
    support = constraints.positive
    has_rsample = True
    _parameters = ("df1", "df2")

    def __init__(self, df1, df2, validate_args=None):
        self.df1, self.df2 = broadcast_all(df1, df2)
        super().__init__(self.df1.size(), validate_args=validate_args)

    @property
    def mean(self):
        df2 = self.df2.masked_fill(self.df2 <= 2, math.nan)
        return df2 / (df2 - 2)

    @property
    def mode(self):
        found = (self.df1 - 2) / self.df1 * self.df2 / (self.df2 + 2)
        return found.masked_fill(self.df1 <= 2, math.nan)

    @property
    def variance(self):
        df2 = self.df2.masked_fill(self.df2 <= 4, math.nan)
        return 2 * df2.pow(2) * (self.df1 + df2 - 2) / (self.df1 * (df2 - 2).pow(2) * (df2 - 4))

    def rsample(self, sample_shape=()):
        above, below = [Gamma(df * 0.5, df).rsample(sample_shape) for df in (self.df1, self.df2)]
        shape = self._extended_shape(sample_shape)
        tiny = finfo(below.dtype).tiny
        return (above.view(shape) / below.view(shape).clamp(min=tiny)).clamp(min=tiny)

    def log_prob(self, value):
        self._check(value)
        half1, half2, ratio = self.df1 * 0.5, self.df2 * 0.5, self.df1 / self.df2
        order = (half1 + half2).lgamma() - half1.lgamma() - half2.lgamma()
        return order + half1 * ratio.log() + (half1 - 1) * log(value) - (half1 + half2) * log1p(ratio * value)
