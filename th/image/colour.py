"""Colour spaces: images of three channels, first and second dimension exchanged for none; values in [0, 1]."""

from __future__ import annotations

import numpy as np

from th.errors import ShapeError
from th.image.pictures import on_image

__all__ = [
    "hsl2rgb",
    "hsv2rgb",
    "lab2rgb",
    "rgb2hsl",
    "rgb2hsv",
    "rgb2lab",
    "rgb2nrgb",
    "rgb2y",
    "rgb2yuv",
    "yuv2rgb",
]

_YUV = np.array([(0.299, 0.587, 0.114), (-0.14713, -0.28886, 0.436), (0.615, -0.51499, -0.10001)])
_RGB_OF_YUV = np.array([(1, 0, 1.13983), (1, -0.39465, -0.58060), (1, 2.03211, 0)])
_XYZ = np.array([(0.412453, 0.357580, 0.180423), (0.212671, 0.715160, 0.072169), (0.019334, 0.119193, 0.950227)])
_RGB_OF_XYZ = np.array(
    [(3.2404542, -1.5371385, -0.4985314), (-0.9692660, 1.8760108, 0.0415560), (0.0556434, -0.2040259, 1.0572252)]
)
# The white of daylight (D65), and the CIE's exact constants for the straight part of its curve.
_WHITE = np.array([0.950456, 1.0, 1.088754])[:, None, None]
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


def _three(image: np.ndarray) -> np.ndarray:
    if image.shape[0] != 3:
        raise ShapeError(f"`src` (shape {image.shape}) must have three channels: (3, H, W).")
    return image


@on_image
def rgb2yuv(src):
    """Red, green and blue as brightness and two differences of colour.

    Example:
        >>> image.rgb2yuv(torch.ones(3, 1, 1)).shape
        torch.Size([3, 1, 1])
    """
    return np.tensordot(_YUV, _three(src), 1)


@on_image
def yuv2rgb(src):
    """The inverse of `rgb2yuv`.

    Example:
        >>> image.yuv2rgb(image.rgb2yuv(torch.ones(3, 1, 1))).flatten()
        tensor([1.0000, 1.0000, 1.0000])
    """
    return np.tensordot(_RGB_OF_YUV, _three(src), 1)


@on_image
def rgb2y(src):
    """The brightness alone, (1, H, W).

    Example:
        >>> image.rgb2y(torch.ones(3, 2, 2)).shape
        torch.Size([1, 2, 2])
    """
    return np.tensordot(_YUV[:1], _three(src), 1)


@on_image
def rgb2nrgb(src):
    """Each channel as its share of the sum of all.

    Example:
        >>> image.rgb2nrgb(torch.tensor([1., 2., 1.]).reshape(3, 1, 1)).flatten()
        tensor([0.2500, 0.5000, 0.2500])
    """
    return _three(src) / (src.sum(0) + 1e-6)


def _hue(src, largest, spread):
    red, green, blue = src
    safe = np.where(spread == 0, 1, spread)
    hue = np.where(
        largest == red,
        (green - blue) / safe + np.where(green < blue, 6, 0),
        np.where(largest == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    return np.where(spread == 0, 0, hue / 6)


@on_image
def rgb2hsl(src):
    """Red, green and blue as hue, saturation and lightness.

    Example:
        >>> image.rgb2hsl(torch.tensor([1., 0., 0.]).reshape(3, 1, 1)).flatten()
        tensor([0.0000, 1.0000, 0.5000])
    """
    largest, least = _three(src).max(0), src.min(0)
    spread, light = largest - least, (largest + least) / 2
    below = np.where(light > 0.5, 2 - largest - least, largest + least)
    saturation = np.where(spread == 0, 0, spread / np.where(below == 0, 1, below))
    return np.stack([_hue(src, largest, spread), saturation, light])


def _part_of_hue(low, high, turn):
    turn = turn % 1.0
    rising = low + (high - low) * 6 * turn
    falling = low + (high - low) * (2 / 3 - turn) * 6
    return np.where(turn < 1 / 6, rising, np.where(turn < 1 / 2, high, np.where(turn < 2 / 3, falling, low)))


@on_image
def hsl2rgb(src):
    """The inverse of `rgb2hsl`.

    Example:
        >>> image.hsl2rgb(torch.tensor([0., 0., 0.5]).reshape(3, 1, 1)).flatten()
        tensor([0.5000, 0.5000, 0.5000])
    """
    hue, saturation, light = _three(src)
    high = np.where(light < 0.5, light * (1 + saturation), light + saturation - light * saturation)
    low = 2 * light - high
    return np.stack([_part_of_hue(low, high, hue + turn) for turn in (1 / 3, 0, -1 / 3)])


@on_image
def rgb2hsv(src):
    """Red, green and blue as hue, saturation and value.

    Example:
        >>> image.rgb2hsv(torch.tensor([1., 0., 0.]).reshape(3, 1, 1)).flatten()
        tensor([0., 1., 1.])
    """
    largest = _three(src).max(0)
    spread = largest - src.min(0)
    saturation = np.where(largest == 0, 0, spread / np.where(largest == 0, 1, largest))
    return np.stack([_hue(src, largest, spread), saturation, largest])


@on_image
def hsv2rgb(src):
    """The inverse of `rgb2hsv`.

    Example:
        >>> image.hsv2rgb(torch.tensor([0., 1., 1.]).reshape(3, 1, 1)).flatten()
        tensor([1., 0., 0.])
    """
    hue, saturation, value = _three(src)
    sector = np.floor(hue * 6)
    rest = hue * 6 - sector
    low, falling, rising = (
        value * (1 - saturation),
        value * (1 - rest * saturation),
        value * (1 - (1 - rest) * saturation),
    )
    number = sector.astype(int) % 6
    red = np.choose(number, [value, falling, low, low, rising, value])
    green = np.choose(number, [rising, value, value, falling, low, low])
    blue = np.choose(number, [low, low, rising, value, value, falling])
    return np.stack([red, green, blue])


@on_image
def rgb2lab(src):
    """sRGB as the CIE's L*, a* and b*, with daylight's white (D65).

    Example:
        >>> image.rgb2lab(torch.ones(3, 1, 1)).flatten()
        tensor([100.,   0.,   0.])
    """
    expanded = np.where(_three(src) <= 0.04045, src / 12.92, ((np.maximum(src, 0) + 0.055) / 1.055) ** 2.4)
    xyz = np.tensordot(_XYZ, expanded, 1) / _WHITE
    curved = np.where(xyz > _EPSILON, np.cbrt(xyz), (_KAPPA * xyz + 16) / 116)
    return np.stack([116 * curved[1] - 16, 500 * (curved[0] - curved[1]), 200 * (curved[1] - curved[2])])


@on_image
def lab2rgb(src):
    """The inverse of `rgb2lab`.

    Example:
        >>> image.lab2rgb(torch.tensor([50., 0., 0.]).reshape(3, 1, 1)).flatten()
        tensor([0.4663, 0.4663, 0.4663])
    """
    light, a, b = _three(src)
    y = (light + 16) / 116
    curved = np.stack([a / 500 + y, y, y - b / 200])
    xyz = np.where(curved**3 > _EPSILON, curved**3, (116 * curved - 16) / _KAPPA) * _WHITE
    linear = np.tensordot(_RGB_OF_XYZ, xyz, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)
