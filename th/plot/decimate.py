"""Fewer points where a screen cannot show them all: the least and largest of each stretch, found on the device."""

from __future__ import annotations

from th.image.arrays import is_tensor
from th.plot.styles import Style

__all__ = ["decimated"]

# 2 000 stretches of two points: more than the dots of any terminal are wide.
_STRETCHES = 2000
_DECIMATED_KINDS = ("line", "linespoints", "")


def decimated(data: list, style: Style) -> list:
    """The data of one curve, a long line of it thinned so that its outline is the same.

    Only lines over evenly counted x (`y` alone) and over a given sorted x; points and bars keep all of theirs.
    """
    y = data[-1]
    if style.kind not in _DECIMATED_KINDS or not is_tensor(y) or y.ndim != 1 or y.shape[0] <= 4 * _STRETCHES:
        return data
    if len(data) == 2 and (not is_tensor(data[0]) or data[0].shape != y.shape):
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
    return _least(stretches), -_least(-stretches), step


def _least(stretches):
    """The least of each row, for numpy's arrays and for tensors."""
    return stretches.amin(1) if hasattr(stretches, "amin") else stretches.min(1)


def _is_sorted(x) -> bool:
    return bool((x[1:] >= x[:-1]).all())


def _interleaved(first, second):
    """a0 b0 a1 b1 ..., on the device of both."""
    if hasattr(first, "detach"):
        from th.tensor import stack  # loaded already: these are its tensors

        return stack([first, second], 1).reshape(-1)
    import numpy as np

    return np.stack([first, second], 1).reshape(-1)


def _counted(low, high, step: int, length: int):
    """Two columns, x counted from 1 and y."""
    import numpy as np

    from th.image.arrays import as_array

    y = as_array(_interleaved(low, high))
    x = np.arange(len(y)) * (step / 2) + 1
    return np.stack([np.minimum(x, length), y.astype(np.float64)], 1)
