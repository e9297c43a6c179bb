"""The negative binomial distribution."""

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.gamma import Gamma
from th.distributions.parameters import ProbsOrLogits
from th.tensor import exp, lgamma, no_grad, poisson, sigmoid
from th.tensor.ops.activations import logsigmoid

__all__ = ["NegativeBinomial"]


class NegativeBinomial(ProbsOrLogits, Distribution):
    """The number of successes of probability `probs` before `total_count` failures.

    Args:
        total_count (float or Tensor): the number of failures, not negative; it need not be whole
        probs (Tensor): the probability of a success, in [0, 1)
        logits (Tensor): its log odds, instead
    Raises:
        ArgumentError: when both or neither of `probs` and `logits` are given
    Example:
        >>> th.distributions.NegativeBinomial(10, th.tensor([0.5])).mean
        tensor([10.])
    """

    arg_constraints = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0),
        "logits": constraints.real,
    }
    support = constraints.nonnegative_integer

    def __init__(self, total_count, probs=None, logits=None, validate_args=None):
        (counts,) = self._take(probs, logits, total_count)
        self.total_count = counts.type_as(self._param)
        super().__init__(self._param.size(), validate_args=validate_args)

    def _fill(self, new, batch_shape):
        super()._fill(new, batch_shape)
        new.total_count = self.total_count.expand(batch_shape)

    @property
    def mean(self):
        return self.total_count * exp(self.logits)

    @property
    def mode(self):
        return ((self.total_count - 1) * exp(self.logits)).floor().clamp(min=0.0)

    @property
    def variance(self):
        return self.mean / sigmoid(-self.logits)

    def sample(self, sample_shape=()):
        with no_grad():
            rates = Gamma(self.total_count, exp(-self.logits), validate_args=False)  # the count may be 0
            return poisson(rates.sample(sample_shape))

    def log_prob(self, value):
        self._check(value)
        chances = self.total_count * logsigmoid(-self.logits) + value * logsigmoid(self.logits)
        ways = lgamma(self.total_count + value) - lgamma(1.0 + value) - lgamma(self.total_count)
        return chances + ways.masked_fill(self.total_count + value == 0, 0.0)  # one way to see nothing of nothing
