"""The Bernoulli distribution."""

import math

from th.distributions import constraints
from th.distributions.exp_family import ExponentialFamily
from th.distributions.parameters import ProbsOrLogits, binary_cross_entropy, broadcast_all
from th.tensor import bernoulli, exp, log1p, logit, no_grad

__all__ = ["Bernoulli"]


class Bernoulli(ProbsOrLogits, ExponentialFamily):
    """1 with probability `probs`, else 0.

    Args:
        probs (float or Tensor): the probability of 1
        logits (float or Tensor): its log odds, instead
    Raises:
        ArgumentError: when both or neither are given
    Example:
        >>> th.distributions.Bernoulli(th.tensor([0.3])).log_prob(th.tensor([1.0]))
        tensor([-1.2040])
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.boolean
    has_enumerate_support = True
    _mean_carrier_measure = 0
    _parameters = ("probs", "logits")

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._take(probs, logits)
        super().__init__(self._param.size(), validate_args=validate_args)

    @property
    def mean(self):
        return self.probs

    @property
    def mode(self):
        return (self.probs >= 0.5).to(self.probs).masked_fill(self.probs == 0.5, math.nan)

    @property
    def variance(self):
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape=()):
        with no_grad():
            return bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value):
        self._check(value)
        logits, value = broadcast_all(self.logits, value)
        return -binary_cross_entropy(logits, value)

    def entropy(self):
        return binary_cross_entropy(self.logits, self.probs)

    def enumerate_support(self, expand=True):
        return self._counted(2, expand)

    @property
    def _natural_params(self):
        return (logit(self.probs),)

    def _log_normalizer(self, x):
        return log1p(exp(x))
