"""Pinned memory: where the tensors of a batch lie for a fast copy to a GPU."""

import warnings
from collections.abc import Mapping, Sequence

from th.tensor import devices
from th.tensor.tensor import Tensor

__all__ = ["can_pin", "pin_memory"]


def can_pin(warn=False):
    """True where there is a GPU to pin memory for."""
    if devices.cuda_is_available():
        return True
    if warn:
        warnings.warn(
            "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be used.",
            stacklevel=4,
        )
    return False


def pin_memory(data):
    """The same structure with its tensors in pinned memory; objects with a `pin_memory` method do it themselves."""
    if isinstance(data, Tensor) or hasattr(data, "pin_memory"):
        return data.pin_memory()
    if isinstance(data, str | bytes):
        return data
    if isinstance(data, Mapping):
        return {key: pin_memory(value) for key, value in data.items()}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(pin_memory, data))
    if isinstance(data, Sequence):
        return [pin_memory(value) for value in data]
    return data
