"""The binomial distribution."""

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import ProbsOrLogits
from th.tensor import abs as absolute
from th.tensor import binomial, exp, lgamma, log1p, no_grad

__all__ = ["Binomial"]


def _above_zero(x):
    """max(x, 0), with half the gradient of x at 0."""
    return (x.clamp(min=0) + x - x.clamp(max=0)) / 2


class Binomial(ProbsOrLogits, Distribution):
    """The number of successes in `total_count` trials of probability `probs`.

    Args:
        total_count (int or Tensor): the number of trials
        probs (Tensor): the probability of a success
        logits (Tensor): its log odds, instead
    Raises:
        ArgumentError: when both or neither of `probs` and `logits` are given
    Example:
        >>> th.distributions.Binomial(10, th.tensor([0.0, 0.5, 1.0])).mean
        tensor([ 0.,  5., 10.])
    """

    arg_constraints = {
        "total_count": constraints.nonnegative_integer,
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    has_enumerate_support = True

    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        (counts,) = self._take(probs, logits, total_count)
        self.total_count = counts.type_as(self._param)
        super().__init__(self._param.size(), validate_args=validate_args)

    def _fill(self, new, batch_shape):
        super()._fill(new, batch_shape)
        new.total_count = self.total_count.expand(batch_shape)

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self):
        return constraints.integer_interval(0, self.total_count)

    @property
    def mean(self):
        return self.total_count * self.probs

    @property
    def mode(self):
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self):
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        with no_grad():
            return binomial(self.total_count.expand(shape), self.probs.expand(shape))

    def log_prob(self, value):
        self._check(value)
        normaliser = (
            self.total_count * _above_zero(self.logits)
            + self.total_count * log1p(exp(-absolute(self.logits)))
            - lgamma(self.total_count + 1)
        )
        return value * self.logits - lgamma(value + 1) - lgamma(self.total_count - value + 1) - normaliser

    def _one_count(self, name):
        count = int(self.total_count.max())
        if not self.total_count.min() == count:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{name}`.")
        return count

    def entropy(self):
        self._one_count("entropy")
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(exp(log_prob) * log_prob).sum(0)

    def enumerate_support(self, expand=True):
        return self._counted(1 + self._one_count("enumerate_support"), expand)
