"""Several images as one: `toDisplayTensor`."""

from __future__ import annotations

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import as_array, as_tensor, is_tensor

__all__ = ["display_array", "toDisplayTensor"]


def _as_batch(value):
    """The images of a tensor: (count, channels, height, width); (height, width) counts as one of one channel.

    A 3-D tensor of 3 or 1 channels is one image; any other number of channels are that many grey images.
    """
    if value.ndim == 2:
        return value[None, None]
    if value.ndim == 3:
        return value[None] if value.shape[0] in (1, 3) else value[:, None]
    if value.ndim == 4 and value.shape[1] in (1, 3):
        return value
    raise ShapeError(
        f"`input` (shape {tuple(value.shape)}) must be H x W, K x H x W, K x 3 x H x W, K x 1 x H x W, or a list of images."
    )


def _scaled(images, low, high, symmetric: bool, saturate: bool):
    """Values from [low, high] to [0, 1]; what lies outside is cut off if `saturate`."""
    least = images.min() if low is None else low
    most = images.max() if high is None else high
    if symmetric:
        most = max(abs(float(least)), abs(float(most)))
        least = -most
    images = images - least
    if most != least:
        images = images / (float(most) - float(least))
    return images.clip(0, 1) if saturate else images


def _joined(values) -> np.ndarray:
    images = [as_array(one, "input") for one in values]
    if not images:
        raise ArgumentError("`input` (an empty list) must hold at least one image.")
    # A list holds one picture an entry; channels of 2-D entries are one.
    images = [one[None] if one.ndim == 2 else one for one in images]
    shapes = {one.shape for one in images}
    if len(shapes) > 1:
        raise ShapeError(f"`input` (a list of shapes {sorted(shapes)}) must hold images of one size. See image.scale.")
    return np.stack(images)


def display_array(
    input, padding=0, nrow=6, scaleeach=False, min=None, max=None, symmetric=False, saturate=True
) -> np.ndarray:
    """`toDisplayTensor` on the host: (channels, height, width), values in [0, 1]."""
    if isinstance(input, (list, tuple)):
        input = _joined(input)
    value = as_array(input, "input") if is_tensor(input) else np.asarray(input)
    if value.dtype.kind not in "biuf":
        raise ArgumentError(f"`input` ({value.dtype}) must hold real numbers.")
    if value.size == 0:
        raise ShapeError(f"`input` (shape {tuple(value.shape)}) must not be empty.")
    if int(nrow) < 1 or int(padding) < 0:
        raise ArgumentError(f"`nrow` (={nrow}) must be at least 1 and `padding` (={padding}) at least 0.")
    images = _as_batch(value).astype(np.float32)
    if not np.isfinite(images).all():
        raise ArgumentError("`input` must be finite, but some values are NaN or infinite. See torch.nan_to_num.")
    limits = {"low": min, "high": max, "symmetric": symmetric, "saturate": saturate}
    if scaleeach:
        images = np.stack([_scaled(one, **limits) for one in images])
    if len(images) > 1:
        images = _grid(images, int(padding), int(nrow))[None]
    return images[0] if scaleeach else _scaled(images[0], **limits)


def _grid(images: np.ndarray, padding: int, nrow: int) -> np.ndarray:
    count, channels, height, width = images.shape
    across = min(nrow, count)
    down = -(-count // across)
    cell_height, cell_width = height + padding, width + padding
    offset = padding // 2
    grid = np.full((channels, down * cell_height, across * cell_width), images.max(), images.dtype)
    for number, picture in enumerate(images):
        row, column = divmod(number, across)
        top, left = row * cell_height + offset, column * cell_width + offset
        grid[:, top : top + height, left : left + width] = picture
    return grid


def toDisplayTensor(
    input, padding=0, nrow=6, scaleeach=False, min=None, max=None, symmetric=False, saturate=True
):
    """One image out of one or many, its values scaled to [0, 1].

    Args:
        input: H x W, K x H x W, K x 3 x H x W, K x 1 x H x W, or a list of images; a 3-D tensor of 3 or 1 channels
            is one image
        padding (int): pixels between images
        nrow (int): images in a row of the grid
        scaleeach (bool): scale each image by its own least and largest value, not all by the grid's
        min, max: the values that become 0 and 1; by default the least and the largest there are
        symmetric (bool): make the range symmetric around zero
        saturate (bool): cut off what lies outside the range
    Returns:
        (1 or 3, height, width), float
    """
    return as_tensor(display_array(input, padding, nrow, scaleeach, min, max, symmetric, saturate))
