"""Fewer points where a screen cannot show them all, found on the device before anything is copied to the host."""

from __future__ import annotations

from th.image.arrays import is_remote, is_tensor
from th.image.shrink import averaged
from th.plot.styles import Style

__all__ = ["decimated", "decimated_cloud", "decimated_matrix", "decimated_surface", "parted"]

# 2 000 stretches of two points: more than the dots of any terminal are wide.
_STRETCHES = 2000
_LINES = ("line", "linespoints", "")
_POINTS = ("points", "dots", "matplotlib")
# From so many points of a cloud on, only one is kept where a screen shows one: on a grid of so many places a side.
_MANY_POINTS = 100_000
_PLACES = {2: 2000, 3: 300}
# A surface is drawn with 50 lines a side.
_SURFACE = 400


def parted(data: list, style: Style) -> list[list]:
    """A long table of x and several y as pairs (x, y) of their own, which can be decimated; other data as it is."""
    only = data[0]
    if len(data) > 1 or style.kind not in _LINES or not is_tensor(only) or only.ndim != 2 or only.shape[1] < 2:
        return [data]
    if only.shape[0] <= 4 * _STRETCHES:
        return [data]
    return [[only[:, 0], only[:, column]] for column in range(1, only.shape[1])]


def decimated(data: list, style: Style) -> list:
    """The data of one curve: a long line thinned so that its outline is the same, points on a device where many fall
    into one place.

    Lines over evenly counted x (`y` alone) and over a given sorted x; bars and others keep all of theirs.
    """
    y = data[-1]
    if not is_tensor(y) or y.ndim != 1 or y.shape[0] <= 4 * _STRETCHES:
        return data
    if len(data) == 2 and (not is_tensor(data[0]) or data[0].shape != y.shape):
        return data
    if style.kind in _POINTS:
        return decimated_cloud(data)
    if style.kind not in _LINES:
        return data
    low, high, step = _extremes(y)
    if len(data) == 1:
        return [_counted(low, high, step, y.shape[0])]
    x = data[0]
    if not _is_sorted(x):
        return data
    starts = x[: low.shape[0] * step : step]
    return [_interleaved(starts, starts + (x[-1] - x[0]) / (2 * _STRETCHES)), _interleaved(low, high)]


def _extremes(y):
    step = y.shape[0] // _STRETCHES
    count = y.shape[0] // step
    stretches = y[: count * step].reshape(count, step)
    if hasattr(stretches, "amin"):
        return stretches.amin(1), stretches.amax(1), step
    return stretches.min(1), stretches.max(1), step


def _is_sorted(x) -> bool:
    return bool((x[1:] >= x[:-1]).all())


def _interleaved(first, second):
    """a0 b0 a1 b1 ..., on the device of both."""
    if hasattr(first, "detach"):
        from th.tensor import stack  # loaded already: these are its tensors

        return stack([first, second.to(first.dtype)], 1).reshape(-1)
    import numpy as np

    return np.stack([first, second], 1).reshape(-1)


def _counted(low, high, step: int, length: int):
    """Two columns, x counted from 1 and y."""
    import numpy as np

    from th.image.arrays import as_array

    y = as_array(_interleaved(low, high))
    x = np.arange(len(y)) * (step / 2) + 1
    return np.stack([np.minimum(x, length), y.astype(np.float64)], 1)


def decimated_cloud(columns: list) -> list:
    """The coordinates of points on a device, one point where a screen can show one; others as they are."""
    last = columns[-1]
    if not is_remote(last) or last.ndim != 1 or last.shape[0] < _MANY_POINTS:
        return columns
    if any(not is_remote(one) or one.shape != last.shape for one in columns):
        return columns
    from th.tensor import arange  # loaded already: these are its tensors

    if len(columns) == 1:
        columns = [arange(1, last.shape[0] + 1, device=last.device), last]
    return _one_of_each_place(columns)


def _one_of_each_place(columns: list) -> list:
    from th.tensor import isfinite, unique

    columns = [one.detach().double() for one in columns]
    keep = isfinite(sum(columns))
    columns = [one[keep] for one in columns]
    if columns[0].shape[0] == 0:
        return columns
    places = _PLACES[len(columns)]
    lows = [one.min() for one in columns]
    units = [((one.max() - low) / (places - 1)).clamp(min=1e-300) for one, low in zip(columns, lows)]
    key = 0
    for one, low, unit in zip(columns, lows, units):
        key = key * places + ((one - low) / unit).round().long()
    key = unique(key)
    found = []
    for low, unit in zip(lows[::-1], units[::-1]):
        found.append((key % places) * unit + low)
        key = key // places
    return found[::-1]


def decimated_surface(matrices: list) -> list:
    """Matrices on a device with as many rows and columns as a surface is drawn with; others as they are."""
    if not all(is_remote(one) and one.ndim == 2 for one in matrices):
        return matrices
    rows, columns = (max(side // _SURFACE, 1) for side in matrices[-1].shape)
    return [one[::rows, ::columns] for one in matrices]


def decimated_matrix(matrix) -> tuple:
    """A matrix on a device as large as a screen; and its edges (left, right, bottom, top), None if it is all there."""
    small, side = averaged(matrix)
    if side == 1:
        return matrix, None
    rows, columns = (count * side for count in small.shape)
    return small, (-0.5, columns - 0.5, rows - 0.5, -0.5)
