"""Pictures side by side; `torchvision.utils`."""

import math

import numpy as np

from th.data.transforms.conversion import to_pil_image
from th.errors import ArgumentTypeError, ShapeError
from th.tensor import from_numpy
from th.tensor.tensor import Tensor

__all__ = ["make_grid", "save_image"]


def make_grid(tensor, nrow=8, padding=2, normalize=False, value_range=None, scale_each=False, pad_value=0.0):
    """A batch of pictures as one.

    Args:
        tensor (Tensor or list): (batch, channels, height, width), or pictures of one size
        nrow (int): pictures to a row
        padding (int): pixels between them
        normalize (bool): stretch to [0, 1]
        value_range (pair): what becomes 0 and 1; the smallest and the largest by default
        scale_each (bool): stretch each picture by itself
        pad_value (float): what shows between them
    Example:
        >>> torchvision_grid = data.grids.make_grid(torch.zeros(3, 1, 4, 4), nrow=2)
        >>> torchvision_grid.shape
        torch.Size([3, 14, 14])
    """
    if isinstance(tensor, list | tuple):
        array = np.stack([t.detach().cpu().numpy() for t in tensor])
    elif isinstance(tensor, Tensor):
        array = tensor.detach().cpu().numpy()
    else:
        raise ArgumentTypeError(f"tensor or list of tensors expected, got {type(tensor)}")
    if array.ndim == 2:
        array = array[None]
    if array.ndim == 3:
        array = array[None]
    if array.ndim != 4:
        raise ShapeError(f"pictures have shape (batch, channels, height, width), not {list(array.shape)}")
    if array.shape[1] == 1:
        array = array.repeat(3, 1)
    if normalize:
        axes = (1, 2, 3) if scale_each else None
        low, high = value_range or (array.min(axes, keepdims=True), array.max(axes, keepdims=True))
        array = ((array.clip(low, high) - low) / np.maximum(high - low, 1e-5)).astype(array.dtype)
    count, channels, height, width = array.shape
    if count == 1:
        return from_numpy(array[0])
    columns = min(nrow, count)
    rows = math.ceil(count / columns)
    grid = np.full((channels, rows * (height + padding) + padding, columns * (width + padding) + padding), pad_value,
                   array.dtype)
    for place, picture in enumerate(array):
        top = (place // columns) * (height + padding) + padding
        left = (place % columns) * (width + padding) + padding
        grid[:, top:top + height, left:left + width] = picture
    return from_numpy(grid)


def save_image(tensor, fp, format=None, **options):
    """Writes pictures, floats in [0, 1], to one file.

    Args:
        tensor (Tensor or list): see `make_grid`
        fp (str or file): where to
        format (str): PIL's name of the format; by the file's name by default
        options: see `make_grid`
    """
    grid = make_grid(tensor, **options).numpy()
    to_pil_image(from_numpy((grid * 255 + 0.5).clip(0, 255).astype(np.uint8))).save(fp, format=format)
