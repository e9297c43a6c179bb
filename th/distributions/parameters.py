"""What the families do with their parameters: broadcasting, probabilities and log odds, values computed at first use."""

import functools

from th.errors import ArgumentError
from th.tensor import Tensor, broadcast_tensors, enable_grad, finfo, get_default_dtype, log1p, sigmoid, softmax, tensor
from th.tensor.ops.activations import logsigmoid

__all__ = [
    "Centred", "ProbsOrLogits", "all_true", "binary_cross_entropy", "broadcast_all", "clamp_probs", "euler_constant", "is_number",
    "lazy_property", "logits_to_probs", "one_hot", "probs_to_logits", "standard_normal", "sum_rightmost",
]

euler_constant = 0.57721566490153286060


def is_number(value):
    """True for a Python number."""
    return isinstance(value, bool | int | float | complex)


def all_true(tensor):
    """True when every element is; also for one plain bool."""
    return bool(tensor.all()) if isinstance(tensor, Tensor) else bool(tensor)


def broadcast_all(*values):
    """Numbers and tensors as tensors of one shape; numbers take the dtype and device of the first tensor.

    Raises:
        ArgumentError: when a value is neither
    Example:
        >>> from th.distributions.parameters import broadcast_all
        >>> broadcast_all(0.0, th.ones(2))
        (tensor([0., 0.]), tensor([1., 1.]))
    """
    first = None
    for value in values:
        if isinstance(value, Tensor):
            first = value if first is None else first
        elif not is_number(value):
            raise ArgumentError(
                "Input arguments must all be instances of Number, torch.Tensor or objects implementing "
                f"__torch_function__, not {type(value).__name__}: {value!r}"
            )
    dtype = get_default_dtype() if first is None else first.dtype
    place = None if first is None else first.device
    made = [v if isinstance(v, Tensor) else tensor(v, dtype=dtype, device=place) for v in values]
    return tuple(broadcast_tensors(*made))


def standard_normal(shape, like):
    """Standard normals with the dtype and device of the tensor `like`."""
    return like.detach().new_empty(shape).normal_()


def sum_rightmost(value, count):
    """The sum over the last `count` dimensions."""
    return value if count == 0 else value.reshape((*value.shape[:-count], -1)).sum(-1)


def logits_to_probs(logits, is_binary=False):
    """Probabilities of log odds, or of unnormalised log probabilities along the last dimension."""
    return sigmoid(logits) if is_binary else softmax(logits, -1)


def clamp_probs(probs):
    """Probabilities moved into the open interval (0, 1).

    Example:
        >>> from th.distributions.parameters import clamp_probs
        >>> clamp_probs(th.tensor([0.0, 0.5, 1.0]))
        tensor([1.1921e-07, 5.0000e-01, 1.0000e+00])
    """
    eps = finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


def probs_to_logits(probs, is_binary=False):
    """Log odds of probabilities, or their logarithms when they are those of several categories."""
    clamped = clamp_probs(probs)
    return clamped.log() - log1p(-clamped) if is_binary else clamped.log()


def binary_cross_entropy(logits, target):
    """The cross entropy of coins of these log odds, element by element."""
    return (1 - target) * logits - logsigmoid(logits)


def one_hot(index, count, like):
    """1 at `index` of a new last dimension, 0 elsewhere, with the dtype of `like`."""
    return like.new_zeros((*index.shape, count)).scatter_(-1, index.unsqueeze(-1), 1.0)


class lazy_property:
    """A property computed when it is first asked for, and then kept as an attribute."""

    def __init__(self, wrapped):
        self.wrapped = wrapped
        functools.update_wrapper(self, wrapped)

    def __get__(self, instance, kind=None):
        if instance is None:
            return self
        with enable_grad():
            value = self.wrapped(instance)
        setattr(instance, self.wrapped.__name__, value)
        return value


class Centred:
    """What families have in common whose mean and mode are their `loc`."""

    @property
    def mean(self):
        """The mean."""
        return self.loc

    @property
    def mode(self):
        """The most probable value."""
        return self.loc


class ProbsOrLogits:
    """What families have in common that take either the probability of an event or its log odds."""

    def _take(self, probs, logits, *others):
        """Keeps the one that was given, broadcast with `others`; returns those."""
        if (probs is None) == (logits is None):
            raise ArgumentError("Either `probs` or `logits` must be specified, but not both.")
        *others, self._param = broadcast_all(*others, logits if probs is None else probs)
        if probs is None:
            self.logits = self._param
        else:
            self.probs = self._param
        return others

    def _fill(self, new, batch_shape):
        for name in ("probs", "logits"):
            if name in self.__dict__:
                new._param = self.__dict__[name].expand(batch_shape)
                setattr(new, name, new._param)

    @lazy_property
    def logits(self):
        """The log odds."""
        return probs_to_logits(self.probs, is_binary=True)

    @lazy_property
    def probs(self):
        """The probability of the event."""
        return logits_to_probs(self.logits, is_binary=True)

    @property
    def param_shape(self):
        """The shape of the parameter."""
        return self._param.size()

    def _counted(self, count, expand):
        """0 .. count - 1 along a new first dimension."""
        values = self._param.detach().new_ones(count).cumsum(0) - 1
        values = values.view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1, *self._batch_shape)) if expand else values


