"""What all functions on images share: (H, W) or (C, H, W) in, the same dtype and device out, an optional target."""

from __future__ import annotations

import functools

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import as_array, as_tensor, is_tensor

__all__ = ["in_kind", "on_image", "planes", "result"]


def planes(value: np.ndarray, name: str = "src") -> np.ndarray:
    """The image as (C, H, W) of floating point; an error unless it is (H, W) or (C, H, W)."""
    if value.ndim not in (2, 3) or value.size == 0 or value.dtype.kind not in "biuf":
        raise ShapeError(
            f"`{name}` (shape {tuple(value.shape)}, {value.dtype}) must be an image of numbers, (H, W) or (C, H, W)."
        )
    kind = value.dtype if value.dtype in (np.float32, np.float64) else np.float32
    return np.atleast_3d(value.T).T.astype(kind) if value.ndim == 2 else value.astype(kind)


def in_kind(array: np.ndarray, dtype) -> np.ndarray:
    """The values in the dtype of the input: whole numbers are rounded and kept in range."""
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return np.clip(np.rint(array), limits.min, limits.max).astype(dtype)
    return array.astype(dtype)


def result(array: np.ndarray, source, target=None):
    """The array as a tensor on the source's device; copied into `target` if there is one."""
    made = as_tensor(array)
    device = getattr(source, "device", None)
    if device is not None and str(device) != "cpu" and hasattr(made, "to"):
        made = made.to(device)
    if target is None:
        return made
    if tuple(target.shape) != tuple(array.shape):
        raise ShapeError(f"`dst` (shape {tuple(target.shape)}) must have the shape of the result, {array.shape}.")
    if isinstance(target, np.ndarray):
        target[...] = array
    else:
        target.copy_(made)
    return target


def on_image(function):
    """Make a function of tensors out of one on arrays.

    The inner function gets the image as (C, H, W) of floating point and returns the same. Outside, the first argument
    may be a target, as in Torch7: `image.hflip(dst, src)`.
    """

    @functools.wraps(function)
    def outer(*arguments, **options):
        target = options.pop("dst", None)
        if len(arguments) >= 2 and is_tensor(arguments[0]) and is_tensor(arguments[1]) and not outer.takes_two:
            target, *arguments = arguments
        elif outer.takes_two and len(arguments) >= 3 and all(is_tensor(one) for one in arguments[:3]):
            target, *arguments = arguments
        if "src" in options:
            arguments = (options.pop("src"), *arguments)
        if not arguments:
            raise ArgumentError(f"`src` must be given: image.{function.__name__}(src, ...).")
        source, *rest = arguments
        value = as_array(source, "src")
        made = function(planes(value), *rest, **options)
        if value.ndim == 2 and made.ndim == 3 and made.shape[0] == 1:
            made = made[0]
        return result(in_kind(made, value.dtype if value.dtype.kind != "b" else np.float32), source, target)

    # Whether the second argument is a tensor too (a kernel, a field), so that a target makes three.
    outer.takes_two = getattr(function, "takes_two", False)
    return outer
