"""Pictures whose pixels are moved, each by its own way."""

import numpy as np

from th.data.transforms.conversion import is_pil, pil_to_tensor, to_pil_image
from th.data.transforms.geometry import InterpolationMode, read_between
from th.errors import ArgumentError, ArgumentTypeError
from th.tensor import Tensor, from_numpy

__all__ = ["elastic_transform"]


def elastic_transform(img, displacement, interpolation=InterpolationMode.BILINEAR, fill=None):
    """A picture of which each pixel is read at a place of its own.

    Args:
        img (Tensor or PIL Image): the picture
        displacement (1, h, w, 2): how far away each pixel is read, along x and y; 2 is the whole side
        interpolation (InterpolationMode): NEAREST or BILINEAR
        fill (number or sequence): what shows outside
    Raises:
        ArgumentError: when `displacement` is not of the size of the picture
    """
    if not isinstance(displacement, Tensor):
        raise ArgumentTypeError("Argument displacement should be a Tensor")
    picture = pil_to_tensor(img) if is_pil(img) else img
    array = picture.detach().cpu().numpy()
    height, width = array.shape[-2:]
    if tuple(displacement.shape) != (1, height, width, 2):
        raise ArgumentError(
            f"Argument displacement shape should be {(1, height, width, 2)}, but given {tuple(displacement.shape)}"
        )
    away = displacement.detach().cpu().numpy()[0]
    x = np.arange(width) + away[..., 0] * (width / 2)
    y = np.arange(height)[:, None] + away[..., 1] * (height / 2)
    planes = array.reshape(-1, height, width)
    fills = np.resize(np.asarray(0 if fill is None else fill, np.float64), len(planes))
    if interpolation is InterpolationMode.NEAREST:
        moved = _read_nearest(planes, np.rint(x).astype(int), np.rint(y).astype(int), fills)
    else:
        moved = read_between(planes, x, y, fills)
    moved = np.rint(moved) if array.dtype.kind != "f" else moved
    moved = from_numpy(moved.astype(array.dtype).reshape(array.shape))
    return to_pil_image(moved, mode=img.mode) if is_pil(img) else moved


def _read_nearest(planes, x, y, fills):
    height, width = planes.shape[-2:]
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    return np.where(inside, planes[:, y.clip(0, height - 1), x.clip(0, width - 1)], fills[:, None, None])
