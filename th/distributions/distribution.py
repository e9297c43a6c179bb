"""What all distributions are."""

import warnings

from th.distributions.constraints import is_dependent
from th.distributions.parameters import all_true, lazy_property
from th.errors import ArgumentError
from th.tensor import Size, Tensor, exp, no_grad

__all__ = ["Distribution"]


class Distribution:
    """The base of all distributions.

    A subclass says by `_parameters` which attributes have the batch shape; `expand` then needs nothing more. `expand`
    refuses a class that has another `__init__` than the one that says so; where that is all right the class says it
    again: `_fill = Base._fill`.

    Args:
        batch_shape (torch.Size): the shape of a batch of independent distributions
        event_shape (torch.Size): the shape of one draw of one of them
        validate_args (bool): check parameters and values; True by default
    """

    has_rsample = False
    has_enumerate_support = False
    _validate_args = __debug__
    _parameters = ()

    @staticmethod
    def set_default_validate_args(value):
        """Says whether arguments are checked where `validate_args` is not given."""
        if value not in (True, False):
            raise ArgumentError(f"`value` (={value!r}) must be True or False")
        Distribution._validate_args = value

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        self._batch_shape = Size(batch_shape)
        self._event_shape = Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()

    def _check_parameters(self):
        try:
            rules = self.arg_constraints
        except NotImplementedError:
            rules = {}
            warnings.warn(
                f"{type(self)} does not define `arg_constraints`. Please set `arg_constraints = {{}}` or initialize "
                "the distribution with `validate_args=False` to turn off validation.",
                stacklevel=4,
            )
        for name, constraint in rules.items():
            if is_dependent(constraint):
                continue
            if name not in self.__dict__ and isinstance(getattr(type(self), name), lazy_property):
                continue  # not computed only to be checked
            value = getattr(self, name)
            if not all_true(constraint.check(value)):
                raise ArgumentError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                    f"{self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
                )

    # ---- shapes

    def expand(self, batch_shape, _instance=None):
        """The same distribution with its batch dimensions expanded to `batch_shape`; no memory is copied.

        Args:
            batch_shape (torch.Size): the new batch shape
        Raises:
            NotImplementedError: for a subclass with another ``__init__`` that does not say how it expands
        """
        new = self._unfilled(_instance)
        batch_shape = Size(batch_shape)
        self._fill(new, batch_shape)
        Distribution.__init__(new, batch_shape, self._event_shape, validate_args=False)
        new._validate_args = self._validate_args
        return new

    def _fill(self, new, batch_shape):
        """Gives `new` the parameters of this distribution, expanded."""
        if not self._parameters:
            raise NotImplementedError(f"{type(self).__name__} does not say how to expand")
        for name in self._parameters:
            if name in self.__dict__:
                setattr(new, name, self.__dict__[name].expand(batch_shape))

    def _unfilled(self, instance):
        """A new object of this class, which must be built like the class that says how to expand."""
        knows = next(c for c in type(self).__mro__ if {"_parameters", "_fill", "expand"} & set(vars(c)))
        return self._get_checked_instance(knows, instance)

    def _get_checked_instance(self, cls, _instance=None):
        kind = type(self)
        if _instance is None and kind.__init__ != cls.__init__:
            raise NotImplementedError(
                f"Subclass {kind.__name__} of {cls.__name__} that defines a custom __init__ method must also define "
                "a custom .expand() method."
            )
        return kind.__new__(kind) if _instance is None else _instance

    @property
    def batch_shape(self):
        """The shape over which parameters are batched."""
        return self._batch_shape

    @property
    def event_shape(self):
        """The shape of a single draw, without batching."""
        return self._event_shape

    def _extended_shape(self, sample_shape=()):
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    # ---- what a family says of itself

    @property
    def arg_constraints(self):
        """A dict from the names of parameters to their constraints."""
        raise NotImplementedError

    @property
    def support(self):
        """The constraint that draws satisfy."""
        raise NotImplementedError

    @property
    def mean(self):
        """The mean."""
        raise NotImplementedError

    @property
    def mode(self):
        """The most probable value."""
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self):
        """The variance."""
        raise NotImplementedError

    @property
    def stddev(self):
        """The standard deviation."""
        return self.variance.sqrt()

    # ---- draws

    def sample(self, sample_shape=()):
        """A draw, or `sample_shape` draws of each distribution of the batch; no gradient flows through it."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=()):
        """As `sample`, recorded: the gradient of the parameters flows through the draw."""
        raise NotImplementedError

    def sample_n(self, n):
        """`n` draws.  Deprecated: write ``sample((n,))``."""
        warnings.warn("`sample_n(n)` will be deprecated. Use `sample((n,))` instead.", FutureWarning, stacklevel=2)
        return self.sample(Size((n,)))

    def enumerate_support(self, expand=True):
        """All values that a discrete distribution takes, along a new first dimension.

        Args:
            expand (bool): over the batch dimensions too, which are 1 otherwise
        """
        raise NotImplementedError

    # ---- densities

    def log_prob(self, value):
        """The logarithm of the density or the probability at `value`."""
        raise NotImplementedError

    def cdf(self, value):
        """The probability of draws up to `value`."""
        raise NotImplementedError

    def icdf(self, value):
        """The value up to which draws have the probability `value`."""
        raise NotImplementedError

    def entropy(self):
        """The entropy, in nats."""
        raise NotImplementedError

    def perplexity(self):
        """The exponential of the entropy."""
        return exp(self.entropy())

    def _check(self, value):
        """Raises when values are checked and `value` is none of this distribution."""
        if self._validate_args:
            self._validate_sample(value)

    def _validate_sample(self, value):
        if not isinstance(value, Tensor):
            raise ArgumentError("The value argument to log_prob must be a Tensor")
        shape = value.size()
        first = len(shape) - len(self._event_shape)
        if shape[first:] != self._event_shape:
            raise ArgumentError(
                f"The right-most size of value must match event_shape: {shape} vs {self._event_shape}."
            )
        expected = self._extended_shape()
        for n, m in zip(reversed(shape), reversed(expected), strict=False):
            if n != 1 and m != 1 and n != m:
                raise ArgumentError(f"Value is not broadcastable with batch_shape+event_shape: {shape} vs {expected}.")
        try:
            support = self.support
        except NotImplementedError:
            warnings.warn(
                f"{type(self)} does not define `support` to enable sample validation. Please initialize the "
                "distribution with `validate_args=False` to turn off validation.",
                stacklevel=4,
            )
            return
        if not all_true(support.check(value)):
            raise ArgumentError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the "
                f"support ({support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    def __repr__(self):
        shown = []
        for name in self.arg_constraints:
            if name in self.__dict__:
                value = self.__dict__[name]
                shown.append(f"{name}: {value if value.numel() == 1 else value.size()}")
        return f"{type(self).__name__}({', '.join(shown)})"
