"""Several images as one: `toDisplayTensor`."""

from __future__ import annotations

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import as_array, as_tensor

__all__ = ["display_array", "toDisplayTensor"]


def _minmax(images, low, high, symmetric: bool, saturate: bool):
    """Torch7's `minmax`: values from [low, high] to [0, 1]; cut off outside only if one of the two was given."""
    given = low is not None or high is not None
    if symmetric and not given:
        high = float(np.abs(images).max())
        low = -high
    low = float(images.min()) if low is None else float(low)
    high = float(images.max()) if high is None else float(high)
    # (A photograph from 0 to 1 is as it should be: each step would copy the whole of it.)
    if low != 0:
        images = images - np.float32(low)
    if high not in (low, low + 1):
        images = images / np.float32(high - low)
    return images.clip(0, 1) if saturate and given else images


def _joined(values) -> np.ndarray:
    """A list of images as (count, channels, height, width)."""
    images = [as_array(one, "input") for one in values]
    if not images:
        raise ArgumentError("`input` (an empty list) must hold at least one image.")
    images = [one[None] if one.ndim == 2 else one for one in images]
    shapes = {one.shape for one in images}
    if len(shapes) > 1:
        raise ShapeError(f"`input` (a list of shapes {sorted(shapes)}) must hold images of one size. See image.scale.")
    return np.stack(images)


def display_array(
    input, padding=0, nrow=6, scaleeach=False, min=None, max=None, symmetric=False, saturate=True
) -> np.ndarray:
    """`toDisplayTensor` on the host."""
    value = _joined(input) if isinstance(input, (list, tuple)) else as_array(input, "input")
    if value.dtype.kind not in "biuf" or value.size == 0:
        raise ShapeError(f"`input` (shape {tuple(value.shape)}, {value.dtype}) must hold real numbers, at least one.")
    if int(nrow) < 1 or int(padding) < 0:
        raise ArgumentError(f"`nrow` (={nrow}) must be at least 1 and `padding` (={padding}) at least 0.")
    images = value.astype(np.float32)
    if not np.isfinite(images).all():
        raise ArgumentError("`input` must be finite, but some values are NaN or infinite. See torch.nan_to_num.")
    limits = (min, max, symmetric, saturate)
    if images.ndim == 2 or images.ndim == 3 and images.shape[0] in (1, 3):
        return _minmax(images, *limits)
    if not (images.ndim == 3 or images.ndim == 4 and images.shape[1] in (1, 3)):
        raise ShapeError(
            f"`input` (shape {tuple(value.shape)}) must be H x W, K x H x W, K x 3 x H x W, K x 1 x H x W, "
            "or a list of such images."
        )
    if scaleeach:
        images = np.stack([_minmax(one, *limits) for one in images])
    grid = _grid(images[:, None] if images.ndim == 3 else images, int(padding), int(nrow))
    grid = grid[0] if images.ndim == 3 else grid
    return grid if scaleeach else _minmax(grid, *limits)


def _grid(images: np.ndarray, padding: int, nrow: int) -> np.ndarray:
    count, channels, height, width = images.shape
    across = min(nrow, count)
    down = -(-count // across)
    high, wide = height + padding, width + padding
    grid = np.full((channels, down * high, across * wide), images.max(), images.dtype)
    for number, picture in enumerate(images):
        row, column = divmod(number, across)
        top, left = row * high + padding // 2, column * wide + padding // 2
        grid[:, top : top + height, left : left + width] = picture
    return grid


def toDisplayTensor(
    input, padding=0, nrow=6, scaleeach=False, min=None, max=None, symmetric=False, saturate=True
):
    """One image out of one or many, its values scaled to [0, 1].

    Args:
        input: H x W, K x H x W, K x 3 x H x W, K x 1 x H x W, or a list of images; a 3-D tensor of 3 or 1 channels
            is one image; or, as Torch7's scripts call it, a table (dict) of all arguments
        padding (int): pixels between images
        nrow (int): images in a row of the grid
        scaleeach (bool): scale each image by its own least and largest value, not all by the grid's
        min, max: the values that become 0 and 1; by default the least and the largest there are
        symmetric (bool): make the range symmetric around zero
        saturate (bool): cut off what lies outside of `min` and `max`
    Returns:
        (height, width) for one grey image or a grid of them, (1 or 3, height, width) otherwise; float
    Example:
        >>> image.toDisplayTensor(torch.rand(10, 3, 8, 8), padding=2, nrow=5).shape
        torch.Size([3, 20, 50])
    """
    if isinstance(input, dict):
        return toDisplayTensor(**input)
    return as_tensor(display_array(input, padding, nrow, scaleeach, min, max, symmetric, saturate))
