"""The multinomial distribution."""

import math

from th.distributions import constraints
from th.distributions.binomial import Binomial
from th.distributions.categorical import Categorical
from th.distributions.distribution import Distribution
from th.distributions.parameters import broadcast_all
from th.tensor import Size, exp, lgamma, ones_like, tensor

__all__ = ["Multinomial"]


class Multinomial(Distribution):
    """How often each of K categories came up in `total_count` draws.

    Args:
        total_count (int): the number of draws
        probs (Tensor): (*, K), not negative; made to sum to 1
        logits (Tensor): (*, K), unnormalised log probabilities, instead
    Example:
        >>> th.distributions.Multinomial(8, th.tensor([1.0, 3.0])).mean
        tensor([2., 6.])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}

    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        self._categorical = Categorical(probs=probs, logits=logits)
        self._binomial = Binomial(total_count=total_count, probs=self.probs)
        event_shape = self._categorical.param_shape[-1:]
        super().__init__(self._categorical.batch_shape, event_shape, validate_args=validate_args)

    def _fill(self, new, batch_shape):
        new.total_count = self.total_count
        new._categorical = self._categorical.expand(batch_shape)
        new._binomial = self._binomial.expand((*batch_shape, *self.event_shape))

    @constraints.dependent_property(is_discrete=True, event_dim=1)
    def support(self):
        return constraints.multinomial(self.total_count)

    @property
    def logits(self):
        """The logarithms of the probabilities."""
        return self._categorical.logits

    @property
    def probs(self):
        """The probabilities."""
        return self._categorical.probs

    @property
    def param_shape(self):
        """The shape of the parameter."""
        return self._categorical.param_shape

    @property
    def mean(self):
        return self.probs * self.total_count

    @property
    def variance(self):
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape=()):
        drawn = self._categorical.sample(Size((self.total_count, *sample_shape))).movedim(0, -1)
        counts = drawn.new_zeros(self._extended_shape(sample_shape))
        counts.scatter_add_(-1, drawn, ones_like(drawn))
        return counts.type_as(self.probs)

    def entropy(self):
        n = tensor(self.total_count)
        support = self._binomial.enumerate_support(expand=False)[1:]
        weighted = exp(self._binomial.log_prob(support)) * lgamma(support + 1)
        return n * self._categorical.entropy() - lgamma(n + 1) + weighted.sum([0, -1])

    def log_prob(self, value):
        self._check(value)
        logits, value = broadcast_all(self.logits, value)
        logits = logits.masked_fill((value == 0) & (logits == -math.inf), 0)
        orders = lgamma(value.sum(-1) + 1) - lgamma(value + 1).sum(-1)
        return orders + (logits * value).sum(-1)
