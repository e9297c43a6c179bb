"""The log-normal distribution."""

from th.distributions import constraints
from th.distributions.normal import Normal
from th.distributions.transformed_distribution import TransformedDistribution, of_base
from th.distributions.transforms import ExpTransform

__all__ = ["LogNormal"]


class LogNormal(TransformedDistribution):
    """The exponential of a normal variable.

    Args:
        loc (float or Tensor): the mean of the logarithm
        scale (float or Tensor): the standard deviation of the logarithm, positive
    Example:
        >>> th.distributions.LogNormal(th.tensor([0.0]), th.tensor([1.0])).mean
        tensor([1.6487])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.positive
    has_rsample = True
    _fill = TransformedDistribution._fill

    def __init__(self, loc, scale, validate_args=None):
        base = Normal(loc, scale, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)

    loc = of_base("loc", "The mean of the logarithm.")
    scale = of_base("scale", "The standard deviation of the logarithm.")

    @property
    def mean(self):
        return (self.loc + self.scale.pow(2) / 2).exp()

    @property
    def mode(self):
        return (self.loc - self.scale.square()).exp()

    @property
    def variance(self):
        square = self.scale.pow(2)
        return square.expm1() * (2 * self.loc + square).exp()

    def entropy(self):
        return self.base_dist.entropy() + self.loc
