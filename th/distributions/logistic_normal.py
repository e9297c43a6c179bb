"""The logistic normal distribution."""

from th.distributions import constraints
from th.distributions.normal import Normal
from th.distributions.transformed_distribution import TransformedDistribution
from th.distributions.transforms import StickBreakingTransform

__all__ = ["LogisticNormal"]


class LogisticNormal(TransformedDistribution):
    """Probabilities whose log ratios are normal: one more than the normal variables they are made of.

    Args:
        loc (float or Tensor): the means of the normal variables
        scale (float or Tensor): their standard deviations, positive
    Example:
        >>> th.distributions.LogisticNormal(th.zeros(3), th.ones(3)).event_shape
        torch.Size([4])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.simplex
    has_rsample = True
    _fill = TransformedDistribution._fill

    def __init__(self, loc, scale, validate_args=None):
        base = Normal(loc, scale, validate_args=validate_args)
        if not base.batch_shape:
            base = base.expand([1])
        super().__init__(base, StickBreakingTransform(), validate_args=validate_args)

    @property
    def loc(self):
        """The means of the normal variables."""
        return self.base_dist.base_dist.loc

    @property
    def scale(self):
        """The standard deviations of the normal variables."""
        return self.base_dist.base_dist.scale
