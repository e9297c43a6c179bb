"""Parameters: the tensors that a module learns."""

from th.errors import ArgumentTypeError
from th.tensor.node import counter_of
from th.tensor.tensor import Tensor, fresh

__all__ = ["Parameter"]


class Parameter(Tensor):
    """A tensor that a module learns: a leaf that wants a gradient.

    Args:
        data (Tensor): its first value
        requires_grad (bool): False to freeze it
    Example:
        >>> nn.Parameter(th.ones(2))
        Parameter containing:
        tensor([1., 1.], requires_grad=True)
    """

    def __new__(cls, data=None, requires_grad=True):
        self = fresh(cls)
        if data is None:
            data = Tensor()
        if not isinstance(data, Tensor):
            raise ArgumentTypeError(f"`data` (={data!r}) must be a Tensor")
        self._array = data._array
        self._counter = counter_of(data)
        if requires_grad:
            self.requires_grad_()
        return self

    def __deepcopy__(self, memo):
        """A parameter of the same numbers; its gradient is not copied."""
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.data.clone(), self.requires_grad)
        return memo[id(self)]

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()


Parameter.__module__ = "th.nn"
