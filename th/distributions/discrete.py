"""Distributions of whole numbers."""

from th.distributions.base import Distribution, parameters, require
from th.errors import ArgumentError
from th.tensor import arange, bernoulli, finfo, multinomial, no_grad

__all__ = ["Bernoulli", "Categorical"]


def _one_of(distribution, probs, logits):
    if (probs is None) == (logits is None):
        raise ArgumentError(f"Either `probs` or `logits` must be specified for {distribution}, but not both.")


def _clamped(probs):
    eps = finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


class Categorical(Distribution):
    """One of several classes.

    Args:
        probs (Tensor): (..., classes); weights, which need not add up to 1
        logits (Tensor): their logarithms, up to a constant; instead of `probs`
        validate_args (bool): check parameters
    Example:
        >>> torch.distributions.Categorical(torch.tensor([0.0, 1.0])).sample()
        tensor(1)
    """

    def __init__(self, probs=None, logits=None, validate_args=None):
        _one_of("Categorical", probs, logits)
        given = logits if probs is None else probs
        if given.dim() < 1:
            raise ArgumentError("`probs` or `logits` must have one dimension at least: the classes")
        super().__init__(given.shape[:-1], validate_args=validate_args)
        self._num_events = given.shape[-1]
        if probs is None:
            self.logits = logits - logits.logsumexp(-1, keepdim=True)
            self.probs = self.logits.softmax(-1)
        else:
            if self._validate_args:
                require((probs >= 0).all(-1) & (probs.sum(-1) > 0), self, "probs", probs, "Simplex()")
            self.probs = probs / probs.sum(-1, keepdim=True)
            self.logits = _clamped(self.probs).log()
        self._shown = ("probs",) if logits is None else ("logits",)

    mode = property(lambda self: self.probs.argmax(-1), doc="The most probable class.")

    def sample(self, sample_shape=()):
        """Draws classes."""
        with no_grad():
            count = 1
            for n in sample_shape:
                count *= n
            drawn = multinomial(self.probs.reshape(-1, self._num_events), count, True)
            return drawn.t().reshape(self._shape(sample_shape))

    def log_prob(self, value):
        """The logarithm of the probability of classes."""
        support = f"IntegerInterval(lower_bound=0, upper_bound={self._num_events - 1})"
        self._check_value(value, (value >= 0) & (value < self._num_events), support)
        shape = (*value.shape, 1)
        logits = self.logits
        if value.shape != self.batch_shape:
            logits = logits.expand(*value.shape[: max(value.dim() - len(self.batch_shape), 0)], *logits.shape)
            shape = (*logits.shape[:-1], 1)
        return logits.gather(-1, value.long().unsqueeze(-1).expand(shape)).squeeze(-1)

    def entropy(self):
        """The entropy, in nats."""
        smallest = finfo(self.logits.dtype).min
        return -(self.logits.clamp(min=smallest) * self.probs).sum(-1)

    def enumerate_support(self, expand=True):
        """All classes, along a first dimension."""
        classes = arange(self._num_events).reshape(-1, *[1] * len(self.batch_shape))
        return classes.expand(-1, *self.batch_shape) if expand else classes

    def _divergence(self, other):
        return (self.probs * (self.logits - other.logits)).sum(-1)


class Bernoulli(Distribution):
    """1 with some probability, else 0.

    Args:
        probs (float or Tensor): how probable 1 is
        logits (float or Tensor): log(p / (1 - p)); instead of `probs`
        validate_args (bool): check parameters
    """

    def __init__(self, probs=None, logits=None, validate_args=None):
        _one_of("Bernoulli", probs, logits)
        (given,) = parameters(logits if probs is None else probs)
        super().__init__(given.shape, validate_args=validate_args)
        if probs is None:
            self.logits, self.probs = given, given.sigmoid()
        else:
            if self._validate_args:
                require((given >= 0) & (given <= 1), self, "probs", given, "Interval(lower_bound=0.0, upper_bound=1.0)")
            clamped = _clamped(given)
            self.probs, self.logits = given, clamped.log() - (-clamped).log1p()
        self._shown = ("probs",) if logits is None else ("logits",)

    mean = property(lambda self: self.probs, doc="The mean.")
    variance = property(lambda self: self.probs * (1 - self.probs), doc="The variance.")

    def sample(self, sample_shape=()):
        """Draws zeros and ones."""
        with no_grad():
            return bernoulli(self.probs.expand(self._shape(sample_shape)))

    def log_prob(self, value):
        """The logarithm of the probability."""
        self._check_value(value, (value == 0) | (value == 1), "Boolean()")
        return self._log_prob(value)

    def _log_prob(self, value):
        # -softplus, written so that no exponential overflows
        return value * self.logits - self.logits.clamp(min=0) - (-self.logits.abs()).exp().log1p()

    def entropy(self):
        """The entropy, in nats."""
        return -self.probs * self._log_prob(1.0) - (1 - self.probs) * self._log_prob(0.0)

    def _divergence(self, other):
        return (self.probs * (self._log_prob(1.0) - other._log_prob(1.0))
                + (1 - self.probs) * (self._log_prob(0.0) - other._log_prob(0.0)))
