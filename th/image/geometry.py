"""Parts, sizes and mirror images."""

from __future__ import annotations

import re

import numpy as np

from th.errors import ArgumentError, DimensionError
from th.image.arrays import as_array, is_tensor
from th.image.pictures import in_kind, on_image, planes, result

__all__ = ["crop", "flip", "hflip", "scale", "translate", "vflip"]


@on_image
def crop(src, *place):
    """A part of an image.

    Args:
        src: (H, W) or (C, H, W)
        place: `x1, y1, x2, y2`, counted from 0, the last ones exclusive; or `x1, y1` for all from there on; or where
            and how large: `'c', width, height`, with 'c', 'tl', 'tr', 'bl' or 'br'
    Example:
        >>> image.crop(image.lena(), 'c', 64, 64).shape
        torch.Size([3, 64, 64])
    """
    height, width = src.shape[1:]
    x1, y1, x2, y2 = _corners(place, width, height)
    if not (0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height):
        raise ArgumentError(f"the part ({x1}, {y1}) to ({x2}, {y2}) must lie inside the image of {width} x {height}.")
    return src[:, y1:y2, x1:x2]


def _corners(place, width: int, height: int):
    if len(place) == 3 and isinstance(place[0], str):
        where, wide, high = place[0], int(place[1]), int(place[2])
        starts = {
            "c": ((width - wide) // 2, (height - high) // 2),
            "tl": (0, 0),
            "tr": (width - wide, 0),
            "bl": (0, height - high),
            "br": (width - wide, height - high),
        }
        if where not in starts:
            raise ArgumentError(f"`format` (={where!r}) must be one of 'c', 'tl', 'tr', 'bl', 'br'.")
        x1, y1 = starts[where]
        return x1, y1, x1 + wide, y1 + high
    if len(place) == 2:
        return int(place[0]), int(place[1]), width, height
    if len(place) == 4:
        return tuple(int(one) for one in place)
    raise ArgumentError("the place must be x1, y1, x2, y2, or a format with width and height: crop(src, 'c', 64, 64).")


@on_image
def translate(src, x, y):
    """The image moved by x pixels to the right and y down; what comes in is 0.

    Example:
        >>> image.translate(torch.tensor([[1., 2.], [3., 4.]]), 1, 0)
        tensor([[0., 1.],
                [0., 3.]])
    """
    x, y = int(x), int(y)
    moved = np.zeros_like(src)
    height, width = src.shape[1:]
    if abs(x) < width and abs(y) < height:
        target = moved[:, max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)]
        target[...] = src[:, max(-y, 0) : height + min(-y, 0), max(-x, 0) : width + min(-x, 0)]
    return moved


@on_image
def hflip(src):
    """The image with left and right exchanged.

    Example:
        >>> image.hflip(torch.tensor([[1, 2], [3, 4]]))
        tensor([[2, 1],
                [4, 3]])
    """
    return src[:, :, ::-1]


@on_image
def vflip(src):
    """The image upside down.

    Example:
        >>> image.vflip(torch.tensor([[1, 2], [3, 4]]))
        tensor([[3, 4],
                [1, 2]])
    """
    return src[:, ::-1]


def flip(*arguments):
    """A tensor with one dimension reversed: `flip(src, dim)` or `flip(dst, src, dim)`, dim counted from 0.

    Example:
        >>> image.flip(torch.tensor([[1, 2], [3, 4]]), 0)
        tensor([[3, 4],
                [1, 2]])
    """
    if len(arguments) not in (2, 3):
        raise ArgumentError(f"{len(arguments)} arguments must be two or three: flip(src, dim) or flip(dst, src, dim).")
    target = arguments[0] if len(arguments) == 3 else None
    source, dim = arguments[-2:]
    value = as_array(source, "src")
    if not -value.ndim <= dim < value.ndim:
        raise DimensionError(f"`dim` (={dim}) must be from {-value.ndim} to {value.ndim - 1}.")
    return result(np.flip(value, dim), source, target)


def scale(*arguments, mode=None, width=None, height=None, size=None, dst=None, src=None):
    """The image at another size.

    `scale(src, width, height [, mode])`, `scale(src, size [, mode])` or `scale(dst, src [, mode])`.

    Args:
        src: (H, W) or (C, H, W)
        size: the longer side as a number, or '128x96' (width x height), '^64' (the shorter side), '*2' or '*1/2'
        mode (str): 'bilinear' (the default: averages when it reduces), 'bicubic' or 'simple' (nearest)
    Example:
        >>> image.scale(image.lena(), '^128').shape
        torch.Size([3, 150, 128])
    """
    rest = list(arguments)
    last = rest[-1] if rest else None
    if isinstance(last, str) and (last in _MATRICES or len(rest) > 2 and last[:1].isalpha()):
        mode = rest.pop()
    if src is None:
        if not rest:
            raise ArgumentError("`src` must be given: scale(src, width, height), scale(src, size) or scale(dst, src).")
        src = rest.pop(0)
        if rest and is_tensor(rest[0]):
            dst, src = src, rest.pop(0)
    value = as_array(src, "src")
    image = planes(value)
    wide, high = _wanted_size(image.shape[1:], rest, width, height, size, dst)
    mode = "bilinear" if mode is None else mode
    if mode not in _MATRICES:
        raise ArgumentError(f"`mode` (={mode!r}) must be one of 'bilinear', 'bicubic', 'simple'.")
    across, down = (_MATRICES[mode](*lengths) for lengths in ((image.shape[2], wide), (image.shape[1], high)))
    made = down @ (image @ across.T)
    made = made[0] if value.ndim == 2 else made
    return result(in_kind(made, value.dtype if value.dtype.kind != "b" else np.float32), src, dst)


def _wanted_size(shape, rest, width, height, size, dst) -> tuple[int, int]:
    high, wide = shape
    if len(rest) == 2:
        width, height = rest
    elif len(rest) == 1:
        size = rest[0]
    elif not rest and dst is not None and width is None and size is None:
        height, width = dst.shape[-2:]
    elif rest:
        raise ArgumentError("the size must be width and height, or one size: scale(src, 128, 96) or scale(src, '^64').")
    if size is not None:
        width, height = _size_of(size, wide, high)
    if width is None or height is None:
        raise ArgumentError("the size must be given: scale(src, 128, 96), scale(src, 128) or scale(src, '^64').")
    width, height = int(width), int(height)
    if width < 1 or height < 1:
        raise ArgumentError(f"the size (={width} x {height}) must be at least 1 x 1.")
    return width, height


def _size_of(size, wide: int, high: int):
    """Torch7's ways to say a size."""
    if isinstance(size, (int, float)) or re.fullmatch(r"\d+", str(size)):
        factor = float(size) / max(wide, high)
        return wide * factor + 1e-9, high * factor + 1e-9
    patterns = {
        r"(\d+)x(\d+)": lambda w, h: (int(w), int(h)),
        r"\^(\d+)": lambda low: (wide * int(low) / min(wide, high) + 1e-9, high * int(low) / min(wide, high) + 1e-9),
        r"\*(\d+)/(\d+)": lambda n, d: (wide * int(n) / max(int(d), 1), high * int(n) / max(int(d), 1)),
        r"\*([0-9.]+)": lambda factor: (wide * float(factor), high * float(factor)),
    }
    for pattern, read in patterns.items():
        match = re.fullmatch(pattern, str(size))
        if match:
            return read(*match.groups())
    raise ArgumentError(f"`size` (={size!r}) must be a number, 'WxH', '^MIN', '*FACTOR' or '*N/D'.")


def _linear(length: int, wanted: int) -> np.ndarray:
    """Weights (wanted, length): between neighbours when it enlarges, means of what falls together when it reduces."""
    if wanted > length:
        place = np.arange(wanted) * ((length - 1) / (wanted - 1))
        low = np.minimum(place.astype(int), max(length - 2, 0))
        share = place - low
        weights = np.zeros((wanted, length))
        weights[np.arange(wanted), low] = 1 - share
        weights[np.arange(wanted), np.minimum(low + 1, length - 1)] += share
        return weights
    edges = np.arange(wanted + 1) * (length / wanted)
    pixels = np.arange(length)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    weights = np.clip(overlap, 0, None)
    return weights / weights.sum(1, keepdims=True)


def _cubic(length: int, wanted: int) -> np.ndarray:
    """Weights of Catmull-Rom's cubic; beyond the ends the line goes on straight."""
    weights = np.zeros((wanted, length))
    if wanted == length or length == 1:
        weights[np.arange(wanted), np.arange(wanted) if wanted == length else 0] = 1
        return weights
    place = np.arange(wanted) * ((length - 1) / max(wanted - 1, 1))
    low = np.minimum(place.astype(int), length - 2)
    t = place - low
    cubic = np.stack(
        [-0.5 * t + t**2 - 0.5 * t**3, 1 - 2.5 * t**2 + 1.5 * t**3, 0.5 * t + 2 * t**2 - 1.5 * t**3, 0.5 * (t**3 - t**2)]
    )
    for number in range(wanted):
        for neighbour, weight in zip(range(-1, 3), cubic[:, number]):
            _add_neighbour(weights[number], low[number] + neighbour, weight)
    weights[-1] = 0
    weights[-1, -1] = 1
    return weights


def _add_neighbour(row: np.ndarray, place: int, weight: float) -> None:
    if place < 0:
        row[0] += 2 * weight
        row[1] -= weight
    elif place >= len(row):
        row[-1] += 2 * weight
        row[-2] -= weight
    else:
        row[place] += weight


def _nearest(length: int, wanted: int) -> np.ndarray:
    weights = np.zeros((wanted, length))
    # Single precision, as Torch7 counted: it decides which pixel is taken at a tie.
    place = np.arange(wanted, dtype=np.float32) * np.float32(length / wanted)
    weights[np.arange(wanted), np.minimum(place.astype(int), length - 1)] = 1
    return weights


_MATRICES = {"bilinear": _linear, "bicubic": _cubic, "simple": _nearest}
