"""Tensors in and out: the one place where pictures and plots turn a tensor into a numpy array, and back."""

from __future__ import annotations

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError

__all__ = ["as_array", "as_tensor", "is_remote", "is_tensor", "numeric"]


def is_tensor(value) -> bool:
    """Whether the value is a tensor or an array, as opposed to a number, a string or a list."""
    return isinstance(value, np.ndarray) or (hasattr(value, "detach") and hasattr(value, "shape"))


def is_remote(value) -> bool:
    """Whether the value is a tensor on a device other than the host."""
    return hasattr(value, "detach") and getattr(getattr(value, "device", None), "type", "cpu") != "cpu"


def as_array(value, name: str = "input") -> np.ndarray:
    """The values on the host, detached; memory is shared where it can be.

    Args:
        value: a tensor on any device, an array, a list of numbers
        name (str): what the error calls it
    """
    if hasattr(value, "detach"):
        value = value.detach()
        if getattr(value, "is_sparse", False):
            value = value.to_dense()
        if hasattr(value, "cpu"):
            value = value.cpu()
        if str(getattr(value, "dtype", "")).endswith("bfloat16"):
            value = value.float()
        return np.asarray(value.numpy())
    try:
        array = np.asarray(value)
    except ValueError:  # lists of different lengths
        raise ArgumentError(f"`{name}` must be a tensor, or lists of equal lengths.") from None
    if array.dtype == object and array.size and all(is_tensor(one) for one in array.flat):
        array = np.stack([as_array(one, name) for one in array.flat])
    if array.dtype.kind in "OSU":
        raise ArgumentTypeError(f"`{name}` (a {type(value).__name__}) must be a tensor or a list of numbers.")
    return array


def numeric(value, name: str = "input") -> np.ndarray:
    """As `as_array`, but only numbers: an error for anything else."""
    array = as_array(value, name)
    if array.dtype.kind not in "biufc" and not array.dtype.name.startswith("bfloat"):
        raise ArgumentTypeError(f"`{name}` (a {type(value).__name__}) must be a tensor or a list of numbers.")
    if array.dtype.kind == "c":
        raise ArgumentTypeError(f"`{name}` (complex) must be real. Plot its abs() or its real and imag parts.")
    return array


def as_tensor(array: np.ndarray):
    """The array as a tensor of `th`; memory is shared."""
    from th.tensor import from_numpy  # 40 ms, and numpy's users may never need it

    return from_numpy(np.ascontiguousarray(array))
