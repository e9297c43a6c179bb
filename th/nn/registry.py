"""Buffers as values, and the hooks that see every registration in every module."""

from th.tensor.node import RemovableHandle
from th.tensor.tensor import Tensor, fresh

__all__ = [
    "Buffer", "buffer_registration", "module_registration", "parameter_registration", "register_module_buffer_registration_hook",
    "register_module_module_registration_hook", "register_module_parameter_registration_hook",
]

parameter_registration, buffer_registration, module_registration = {}, {}, {}


class Buffer(Tensor):
    """A tensor that becomes a buffer of the module it is assigned to.

    Args:
        data (Tensor): its value
        persistent (bool): part of the state_dict
    Example:
        >>> layer = nn.Module()
        >>> layer.count = nn.Buffer(th.zeros(1))
        >>> [name for name, _ in layer.named_buffers()]
        ['count']
    """

    def __new__(cls, data=None, *, persistent=True):
        self = fresh(cls)
        self._array = (Tensor() if data is None else data)._array
        self.persistent = persistent
        return self


Buffer.__module__ = "th.nn"


def register_module_parameter_registration_hook(hook):
    """Calls ``hook(module, name, parameter)`` at every registration of a parameter; what it returns takes its place."""
    return RemovableHandle(parameter_registration, hook)


def register_module_buffer_registration_hook(hook):
    """Calls ``hook(module, name, buffer)`` at every registration of a buffer; what it returns takes its place."""
    return RemovableHandle(buffer_registration, hook)


def register_module_module_registration_hook(hook):
    """Calls ``hook(module, name, submodule)`` at every registration of a submodule; what it returns takes its place."""
    return RemovableHandle(module_registration, hook)
