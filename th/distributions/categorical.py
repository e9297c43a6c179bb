"""The categorical distribution."""

import math

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import lazy_property, logits_to_probs, probs_to_logits
from th.errors import ArgumentError
from th.tensor import Size, arange, broadcast_tensors, clamp, finfo, full, multinomial

__all__ = ["Categorical"]


class Categorical(Distribution):
    """One of the numbers 0 .. K - 1, each with its own probability.

    Args:
        probs (Tensor): (*, K), not negative; made to sum to 1
        logits (Tensor): (*, K), unnormalised log probabilities, instead
    Raises:
        ArgumentError: when both or neither are given, or have no dimension
    Example:
        >>> m = th.distributions.Categorical(th.tensor([0.25, 0.25, 0.25, 0.25]))
        >>> m.sample()
        tensor(2)
        >>> m.entropy()
        tensor(1.3863)
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    has_enumerate_support = True

    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ArgumentError("Either `probs` or `logits` must be specified, but not both.")
        name, given = ("logits", logits) if probs is None else ("probs", probs)
        if given.dim() < 1:
            raise ArgumentError(f"`{name}` parameter must be at least one-dimensional.")
        if probs is None:
            self.logits = self._param = logits - logits.logsumexp(dim=-1, keepdim=True)
        else:
            self.probs = self._param = probs / probs.sum(-1, keepdim=True)
        self._num_events = self._param.size()[-1]
        super().__init__(self._param.size()[:-1], validate_args=validate_args)

    def _fill(self, new, batch_shape):
        for name in ("probs", "logits"):
            if name in self.__dict__:
                new._param = self.__dict__[name].expand((*batch_shape, self._num_events))
                setattr(new, name, new._param)
        new._num_events = self._num_events

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self):
        return constraints.integer_interval(0, self._num_events - 1)

    @lazy_property
    def logits(self):
        """The logarithms of the probabilities."""
        return probs_to_logits(self.probs)

    @lazy_property
    def probs(self):
        """The probabilities."""
        return logits_to_probs(self.logits)

    @property
    def param_shape(self):
        """The shape of the parameter."""
        return self._param.size()

    @property
    def mean(self):
        return full(self._extended_shape(), math.nan, dtype=self.probs.dtype, device=self.probs.device)

    @property
    def mode(self):
        return self.probs.argmax(dim=-1)

    @property
    def variance(self):
        return self.mean

    def sample(self, sample_shape=()):
        sample_shape = Size(sample_shape)
        rows = self.probs.detach().reshape(-1, self._num_events)
        drawn = multinomial(rows, sample_shape.numel(), True).T
        return drawn.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value):
        self._check(value)
        value, log_probs = broadcast_tensors(value.long().unsqueeze(-1), self.logits)
        return log_probs.gather(-1, value[..., :1]).squeeze(-1)

    def entropy(self):
        logits = clamp(self.logits, min=finfo(self.logits.dtype).min)
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand=True):
        values = arange(self._num_events, device=self._param.device)
        values = values.view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1, *self._batch_shape)) if expand else values
