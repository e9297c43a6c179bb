"""What all distributions share."""

from th.errors import ArgumentError, NotAvailableError
from th.tensor import broadcast_tensors, exp, get_default_dtype, no_grad, tensor
from th.tensor.size import Size
from th.tensor.tensor import Tensor

__all__ = ["Distribution", "kl_divergence", "parameters", "require"]


def parameters(*values):
    """Numbers and tensors as tensors of one shape."""
    like = next((v for v in values if isinstance(v, Tensor)), None)
    dtype = get_default_dtype() if like is None else like.dtype
    return broadcast_tensors(*[v if isinstance(v, Tensor) else tensor(float(v), dtype=dtype) for v in values])


def require(holds, distribution, name, value, rule):
    """Raises unless a parameter or a value keeps its rule for all elements."""
    if not bool(holds.all()):
        raise ArgumentError(
            f"Expected parameter {name} of distribution {type(distribution).__name__} to satisfy the constraint "
            f"{rule}, but found invalid values:\n{value}"
        )


class Distribution:
    """The base of all distributions.

    Args:
        batch_shape (Size): the shape of the parameters: so many independent distributions
        event_shape (Size): the shape of one draw
        validate_args (bool): check parameters and values; the default
    """

    has_rsample = False

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        self._validate_args = validate_args is not False

    @property
    def batch_shape(self):
        """The shape of the parameters."""
        return self._batch_shape

    @property
    def event_shape(self):
        """The shape of one draw."""
        return self._event_shape

    @property
    def stddev(self):
        """The standard deviation."""
        return self.variance.sqrt()

    def _check_value(self, value, holds, support):
        """Raises unless a value is one that can be drawn."""
        if self._validate_args and not bool(holds.all()):
            raise ArgumentError(
                f"Expected value argument to be within the support ({support}) of the distribution {self!r}, but found "
                f"invalid values:\n{value}"
            )

    def _shape(self, sample_shape):
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def sample(self, sample_shape=()):
        """Draws, off the tape.

        Args:
            sample_shape (Size): how many draws of each
        """
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=()):
        """Draws that can be differentiated by the parameters."""
        raise NotAvailableError(f"{type(self).__name__} has draws that cannot be differentiated; use sample()")

    def log_prob(self, value):
        """The logarithm of the density, or probability, of a value."""
        raise NotAvailableError(f"{type(self).__name__} is a distribution without log_prob(); define it")

    def prob(self, value):
        """The density, or probability, of a value."""
        return exp(self.log_prob(value))

    def entropy(self):
        """The entropy, in nats."""
        raise NotAvailableError(f"{type(self).__name__} is a distribution without entropy(); define it")

    def perplexity(self):
        """The exponential of the entropy."""
        return exp(self.entropy())

    def _divergence(self, other):
        """The divergence from another of the same kind, None when there is no formula here."""

    def __repr__(self):
        shown = []
        for name in self._shown:
            value = self.__dict__[name]
            shown.append(f"{name}: {value if value.numel() == 1 else value.size()}")
        return f"{type(self).__name__}({', '.join(shown)})"


def kl_divergence(p, q):
    """The Kullback-Leibler divergence of q from p, two distributions of one kind.

    Example:
        >>> Normal = torch.distributions.Normal
        >>> torch.distributions.kl_divergence(Normal(0.0, 1.0), Normal(1.0, 1.0))
        tensor(0.5000)
    """
    found = p._divergence(q) if type(p) is type(q) else None
    if found is None:
        raise NotImplementedError(f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}")
    return found
