"""Distributions of real numbers."""

import math

from th.distributions.base import Distribution, parameters, require
from th.tensor import empty, erf, erfinv, log, normal, ones, rand, zeros

__all__ = ["Exponential", "Normal", "Uniform"]


class Normal(Distribution):
    """The normal distribution.

    Args:
        loc (float or Tensor): the mean
        scale (float or Tensor): the standard deviation
        validate_args (bool): check parameters
    Example:
        >>> torch.distributions.Normal(0.0, 1.0).log_prob(torch.tensor(0.0))
        tensor(-0.9189)
    """

    has_rsample = True
    _shown = ("loc", "scale")

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = parameters(loc, scale)
        super().__init__(self.loc.shape, validate_args=validate_args)
        if self._validate_args:
            require(self.scale > 0, self, "scale", self.scale, "GreaterThan(lower_bound=0.0)")

    mean = property(lambda self: self.loc, doc="The mean.")
    mode = property(lambda self: self.loc, doc="The most probable value.")
    variance = property(lambda self: self.scale**2, doc="The variance.")

    def sample(self, sample_shape=()):
        """Draws, off the tape."""
        shape = self._shape(sample_shape)
        return normal(self.loc.detach().expand(shape), self.scale.detach().expand(shape))

    def rsample(self, sample_shape=()):
        """Draws that can be differentiated by the parameters."""
        shape = self._shape(sample_shape)
        options = {"dtype": self.loc.dtype, "device": self.loc.device}
        return self.loc + normal(zeros(shape, **options), ones(shape, **options)) * self.scale

    def log_prob(self, value):
        """The logarithm of the density."""
        return -((value - self.loc) ** 2) / (2 * self.scale**2) - self.scale.log() - math.log(math.sqrt(2 * math.pi))

    def cdf(self, value):
        """The probability of being at most `value`."""
        return 0.5 * (1 + erf((value - self.loc) * self.scale.reciprocal() / math.sqrt(2)))

    def icdf(self, value):
        """The value that is exceeded with probability 1 - `value`."""
        return self.loc + self.scale * erfinv(2 * value - 1) * math.sqrt(2)

    def entropy(self):
        """The entropy, in nats."""
        return 0.5 + 0.5 * math.log(2 * math.pi) + log(self.scale)

    def _divergence(self, other):
        ratio = (self.scale / other.scale) ** 2
        return 0.5 * (ratio + ((self.loc - other.loc) / other.scale) ** 2 - 1 - ratio.log())


class Uniform(Distribution):
    """The uniform distribution over [low, high).

    Args:
        low, high (float or Tensor): the ends
        validate_args (bool): check parameters
    """

    has_rsample = True
    _shown = ("low", "high")

    def __init__(self, low, high, validate_args=None):
        self.low, self.high = parameters(low, high)
        super().__init__(self.low.shape, validate_args=validate_args)
        if self._validate_args:
            require(self.low < self.high, self, "high", self.high, "GreaterThan(low)")

    mean = property(lambda self: (self.high + self.low) / 2, doc="The mean.")
    variance = property(lambda self: (self.high - self.low) ** 2 / 12, doc="The variance.")

    def rsample(self, sample_shape=()):
        """Draws that can be differentiated by the ends."""
        drawn = rand(self._shape(sample_shape), dtype=self.low.dtype, device=self.low.device)
        return self.low + drawn * (self.high - self.low)

    def log_prob(self, value):
        """The logarithm of the density."""
        self._check_value(value, (value >= self.low) & (value <= self.high), f"Interval({self.low}, {self.high})")
        inside = self.low.le(value).to(self.low.dtype) * self.high.gt(value).to(self.low.dtype)
        return log(inside) - log(self.high - self.low)

    def cdf(self, value):
        """The probability of being at most `value`."""
        return ((value - self.low) / (self.high - self.low)).clamp(min=0, max=1)

    def entropy(self):
        """The entropy, in nats."""
        return log(self.high - self.low)


class Exponential(Distribution):
    """The exponential distribution.

    Args:
        rate (float or Tensor): one over the mean
        validate_args (bool): check parameters
    """

    has_rsample = True
    _shown = ("rate",)

    def __init__(self, rate, validate_args=None):
        (self.rate,) = parameters(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)
        if self._validate_args:
            require(self.rate > 0, self, "rate", self.rate, "GreaterThan(lower_bound=0.0)")

    mean = property(lambda self: self.rate.reciprocal(), doc="The mean.")
    stddev = property(lambda self: self.rate.reciprocal(), doc="The standard deviation.")
    variance = property(lambda self: self.rate.pow(-2), doc="The variance.")

    def rsample(self, sample_shape=()):
        """Draws that can be differentiated by the rate."""
        drawn = empty(self._shape(sample_shape), dtype=self.rate.dtype, device=self.rate.device).exponential_()
        return drawn / self.rate

    def log_prob(self, value):
        """The logarithm of the density."""
        self._check_value(value, value >= 0, "GreaterThanEq(lower_bound=0.0)")
        return self.rate.log() - self.rate * value

    def cdf(self, value):
        """The probability of being at most `value`."""
        return 1 - (-self.rate * value).exp()

    def entropy(self):
        """The entropy, in nats."""
        return 1 - self.rate.log()

    def _divergence(self, other):
        ratio = other.rate / self.rate
        return -ratio.log() + ratio - 1
