"""Parameters and buffers whose shape is not known yet."""

from th.errors import GradientError
from th.tensor.ops.filled import empty
from th.tensor.parameter import Parameter
from th.tensor.tensor import Tensor, fresh

__all__ = ["UninitializedBuffer", "UninitializedParameter", "is_lazy"]

_TEXT = (
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` when trying "
    "to load an uninitialized parameter into an initialized module. Call `forward` to initialize the parameters before accessing "
    "their attributes."
)


class _Uninitialized:
    is_uninitialized = True

    @property
    def shape(self):
        """Not known yet."""
        raise GradientError(_TEXT)

    def __repr__(self):
        return f"<{type(self).__name__}>"

    def __deepcopy__(self, memo):
        made = type(self)(requires_grad=self.requires_grad, device=self.device, dtype=self.dtype)
        memo[id(self)] = made
        return made

    def materialize(self, shape, device=None, dtype=None):
        """Becomes a parameter or buffer of this shape, its elements not set.

        Args:
            shape (sequence of int): the shape
        """
        self._array = empty(*shape, device=device or self.device, dtype=dtype or self.dtype)._array
        self.__class__ = self._becomes


class UninitializedParameter(_Uninitialized, Parameter):
    """A parameter whose shape is not known yet.

    Args:
        requires_grad (bool): False to freeze it
        device, dtype: of the parameter that it becomes
    """

    _becomes = Parameter

    def __new__(cls, requires_grad=True, device=None, dtype=None):
        self = fresh(cls)
        self._array = empty(0, device=device, dtype=dtype)._array
        if requires_grad:
            self.requires_grad_()
        return self

    def __reduce_ex__(self, protocol):
        return type(self), (self.requires_grad, self.device, self.dtype)


class UninitializedBuffer(_Uninitialized, Tensor):
    """A buffer whose shape is not known yet.

    Args:
        requires_grad (bool): taken for compatibility
        device, dtype: of the buffer that it becomes
    """

    _becomes = Tensor

    def __new__(cls, requires_grad=False, device=None, dtype=None, persistent=True):
        self = fresh(cls)
        self._array = empty(0, device=device, dtype=dtype)._array
        return self

    def __reduce_ex__(self, protocol):
        return type(self), (False, self.device, self.dtype)


UninitializedParameter.__module__ = UninitializedBuffer.__module__ = "th.nn"


def is_lazy(value):
    """True for a parameter or buffer whose shape is not known yet."""
    return isinstance(value, _Uninitialized)
