"""Kernels and colour maps."""

from __future__ import annotations

import numpy as np

from th.errors import ArgumentError
from th.image.arrays import as_array, as_tensor
from th.image.pictures import result

__all__ = ["colormap", "gaussian", "gaussian1D", "gaussian_array", "jetColormap", "laplacian", "y2jet"]


def _squares(length: int, sigma: float, mean: float) -> np.ndarray:
    """Half the squared distance from the mean, in sigmas; sigma and mean are shares of the length."""
    if length < 1 or sigma <= 0:
        raise ArgumentError(f"the size (={length}) must be at least 1 and sigma (={sigma}) above 0.")
    place = np.arange(1, length + 1) - (mean * length + 0.5)
    return (place / (sigma * length)) ** 2 / 2


def gaussian_array(size=3, sigma=0.25, amplitude=1, normalize=False, width=None, height=None, **more) -> np.ndarray:
    """`gaussian` on the host."""
    down = _squares(height or size, more.get("sigma_vert") or sigma, more.get("mean_vert", 0.5))
    across = _squares(width or size, more.get("sigma_horz") or sigma, more.get("mean_horz", 0.5))
    kernel = amplitude * np.exp(-(down[:, None] + across))
    return kernel / kernel.sum() if normalize else kernel


def gaussian(
    size=3, sigma=0.25, amplitude=1, normalize=False, width=None, height=None, sigma_horz=None, sigma_vert=None,
    mean_horz=0.5, mean_vert=0.5, tensor=None,
):  # fmt: skip
    """A two-dimensional Gauss bell, (height, width).

    Args:
        size (int): height and width, where they are not given
        sigma (float): as a share of the size; `sigma_horz` and `sigma_vert` for each direction
        amplitude (float): its largest value
        normalize (bool): make the sum 1 instead
        mean_horz, mean_vert (float): its middle, as shares of width and height
        tensor: where to put it; its shape decides
    Example:
        >>> image.gaussian(3, normalize=True)
        tensor([[0.0509, 0.1238, 0.0509],
                [0.1238, 0.3012, 0.1238],
                [0.0509, 0.1238, 0.0509]])
    """
    if tensor is not None:
        height, width = tensor.shape
    kernel = gaussian_array(
        size, sigma, amplitude, normalize, width, height,
        sigma_horz=sigma_horz, sigma_vert=sigma_vert, mean_horz=mean_horz, mean_vert=mean_vert,
    )  # fmt: skip
    return result(kernel.astype(np.float32), tensor, tensor)


def gaussian1D(size=3, sigma=0.25, amplitude=1, normalize=False, mean=0.5, tensor=None):
    """A one-dimensional Gauss bell, (size,); arguments as for `gaussian`.

    Example:
        >>> image.gaussian1D(3)
        tensor([0.4111, 1.0000, 0.4111])
    """
    size = len(tensor) if tensor is not None else size
    kernel = amplitude * np.exp(-_squares(size, sigma, mean))
    kernel = kernel / kernel.sum() if normalize else kernel
    return result(kernel.astype(np.float32), tensor, tensor)


def laplacian(
    size=3, sigma=0.1, amplitude=1, normalize=False, width=None, height=None, sigma_horz=None, sigma_vert=None,
    mean_horz=0.5, mean_vert=0.5,
):  # fmt: skip
    """The Laplacian of a Gauss bell ("Mexican hat"), (height, width); arguments as for `gaussian`.

    Example:
        >>> image.laplacian(5).shape
        torch.Size([5, 5])
    """
    down = _squares(height or size, sigma_vert or sigma, mean_vert)[:, None]
    across = _squares(width or size, sigma_horz or sigma, mean_horz)
    kernel = (1 - (across + down)) * amplitude * np.exp(-(across + down))
    return as_tensor((kernel / kernel.sum() if normalize else kernel).astype(np.float32))


def _count(nbColor) -> int:
    if int(nbColor) < 1:
        raise ArgumentError(f"`nbColor` (={nbColor}) must be at least 1.")
    return int(nbColor)


def colormap(nbColor):
    """Colours that differ well from each other, (nbColor, 3): steps of 39 degrees around the wheel of hues.

    Example:
        >>> image.colormap(3)
        tensor([[0.6500, 0.3500, 0.3500],
                [0.7056, 0.5617, 0.2944],
                [0.6044, 0.7611, 0.2389]])
    """
    steps = np.arange(_count(nbColor))
    hue = (39 * steps % 360) / 60
    chroma = (steps / 9) % 0.7 + 0.3
    middle = chroma * (1 - np.abs(hue % 2 - 1))
    zero = np.zeros_like(chroma)
    sectors = [
        (chroma, middle, zero), (middle, chroma, zero), (zero, chroma, middle), (zero, middle, chroma),
        (middle, zero, chroma), (chroma, zero, middle),
    ]  # fmt: skip
    rgb = np.choose(hue.astype(int)[None], [np.stack(sector) for sector in sectors])
    return as_tensor((rgb + 0.5 - chroma / 2).T.astype(np.float32))


def jet_array(count: int) -> np.ndarray:
    """`jetColormap` on the host."""
    value = 4 * np.arange(1, count + 1) / count
    channels = [np.minimum(value - low, high - value) for low, high in ((1.5, 4.5), (0.5, 3.5), (-0.5, 2.5))]
    return np.clip(np.stack(channels, 1), 0, 1)


def jetColormap(nbColor):
    """Colours from blue over green to red, (nbColor, 3).

    Example:
        >>> image.jetColormap(3)
        tensor([[0.0000, 0.8333, 1.0000],
                [1.0000, 0.8333, 0.0000],
                [0.5000, 0.0000, 0.0000]])
    """
    return as_tensor(jet_array(_count(nbColor)).astype(np.float32))


def y2jet(*arguments):
    """A grey image of levels 1 to L as a heat map, (3, H, W): `y2jet(src)` or `y2jet(dst, src)`.

    Example:
        >>> image.y2jet(torch.tensor([[1., 2.], [3., 4.]])).shape
        torch.Size([3, 2, 2])
    """
    source = arguments[-1]
    value = as_array(source, "src")
    value = value[0] if value.ndim == 3 and value.shape[0] == 1 else np.atleast_2d(value)
    if value.ndim != 2 or value.size == 0:
        raise ArgumentError(f"`src` (shape {value.shape}) must be a grey image, (H, W) or (1, H, W).")
    levels = _count(value.max())
    colours = jet_array(levels)
    if value.dtype == np.uint8:
        colours = np.rint(colours * 255)
    places = np.clip(value.astype(int) - 1, 0, levels - 1)
    kind = value.dtype if value.dtype.kind == "f" or value.dtype == np.uint8 else np.float32
    return result(colours[places].transpose(2, 0, 1).astype(kind), source, arguments[0] if len(arguments) == 2 else None)
