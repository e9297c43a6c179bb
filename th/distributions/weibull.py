"""The Weibull distribution."""

from th.distributions import constraints
from th.distributions.exponential import Exponential
from th.distributions.parameters import broadcast_all, euler_constant
from th.distributions.transformed_distribution import TransformedDistribution
from th.distributions.transforms import AffineTransform, PowerTransform
from th.tensor import exp, lgamma, ones_like

__all__ = ["Weibull"]


class Weibull(TransformedDistribution):
    """The Weibull distribution: a power of an exponential variable.

    Args:
        scale (float or Tensor): positive
        concentration (float or Tensor): the shape, positive; 1 gives the exponential distribution
    Example:
        >>> th.distributions.Weibull(th.tensor([2.0]), th.tensor([1.0])).mean
        tensor([2.])
    """

    arg_constraints = {"scale": constraints.positive, "concentration": constraints.positive}
    support = constraints.positive
    _parameters = ("scale", "concentration", "concentration_reciprocal")

    def __init__(self, scale, concentration, validate_args=None):
        self.scale, self.concentration = broadcast_all(scale, concentration)
        self.concentration_reciprocal = self.concentration.reciprocal()
        base = Exponential(ones_like(self.scale), validate_args=validate_args)
        steps = [PowerTransform(self.concentration_reciprocal), AffineTransform(loc=0, scale=self.scale)]
        super().__init__(base, steps, validate_args=validate_args)

    def _log_moment(self, order):
        """The logarithm of the mean of a power of a draw with scale 1."""
        return lgamma(1 + order * self.concentration_reciprocal)

    @property
    def mean(self):
        return self.scale * exp(self._log_moment(1))

    @property
    def mode(self):
        return self.scale * ((self.concentration - 1) / self.concentration) ** self.concentration_reciprocal

    @property
    def variance(self):
        return self.scale.pow(2) * (exp(self._log_moment(2)) - exp(2 * self._log_moment(1)))

    def entropy(self):
        inverse = self.concentration_reciprocal
        return euler_constant * (1 - inverse) + (self.scale * inverse).log() + 1
