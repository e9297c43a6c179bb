"""Elements of numpy arrays picked, put and added by index arrays along a dim.

All of it goes through places in the flattened array, worked out block by block in a scratch that stays in the cache;
numpy's own `take_along_axis`, `put_along_axis` and `add.at` on several dims take two to ten times as long.  The indices
must be in range: `in_range` asks in one pass.
"""

from collections import deque

import numpy as np

__all__ = ["add_along", "add_rows", "along", "counted", "in_range", "put_along", "take_along"]

_COUNT = np.arange(1 << 16)
_COUNT.flags.writeable = False
_CHUNK = 1 << 16  # places worked out at once: half a megabyte
_FEW = 4096  # elements up to which working out places costs more than it gains
_WIDE = 192  # elements of a row from which on numpy's adding of one row is quicker than of one element after the other
_UNSIGNED = {np.dtype("int64"): np.dtype("uint64"), np.dtype("int32"): np.dtype("uint32")}


def counted(n):
    """0 .. n - 1, not to be written to."""
    return _COUNT[:n] if n <= len(_COUNT) else np.arange(n)


def in_range(index, n):
    """True when no element of an index array is negative, or `n` or more."""
    if not index.size:
        return True
    return 0 <= index.item(index.view(_UNSIGNED[index.dtype]).argmax()) < n  # negative numbers are the largest


def _blocks(index, dim, shape):
    """Yields (rows of `index`, where their part of the flat array begins, places in there) block by block."""
    ndim = len(shape)
    if ndim == 1:
        yield slice(None), 0, index
        return
    strides = [1] * ndim
    for d in range(ndim - 1, 0, -1):
        strides[d - 1] = strides[d] * shape[d]
    rows = len(index)
    step = max(1, min(rows, _CHUNK * rows // index.size))
    offsets = _offsets((step, *index.shape[1:]), dim, strides)
    scratch = np.empty((step, *index.shape[1:]), np.int64)
    for first in range(0, rows, step):
        block = slice(first, first + step)
        part = index[block]
        places = scratch[: len(part)]
        if strides[dim] == 1:
            np.add(part, offsets[: len(part)], places)
        else:
            np.multiply(part, strides[dim], places)
            np.add(places, offsets[: len(part)] if dim else offsets, places)
        yield block, first * strides[0] if dim else 0, places


def _offsets(shape, dim, strides):
    """What the dims other than `dim` add to the place of each element."""
    total = 0
    for d, n in enumerate(shape):
        if d != dim:
            steps = counted(n) if strides[d] == 1 else counted(n) * strides[d]
            total = steps.reshape((n,) + (1,) * (len(shape) - 1 - d)) + total
    return total


def take_along(array, index, dim):
    """``out[i][j] = array[i][index[i][j]]`` for dim 1, of a contiguous array."""
    if index.ndim == 1 or not index.size:
        return array.take(index, None, None, "wrap")  # in range: nothing wraps, and "raise" would look again
    if index.ndim == 2 and index.size < _FEW:
        return array[counted(len(index))[:, None], index] if dim else array[index, counted(index.shape[1])]
    flat, out = array.reshape(-1), np.empty(index.shape, array.dtype)
    for block, start, places in _blocks(index, dim, array.shape):
        flat[start:].take(places, None, out[block], "wrap")
    return out


def put_along(array, index, dim, values):
    """``array[i][index[i][j]] = values[i][j]`` for dim 1, in place; `values` an array or a number."""
    flat = array.reshape(-1)
    for block, start, places in _blocks(index, dim, array.shape) if index.size else ():
        flat[start:][places.reshape(-1)] = values[block].reshape(-1) if getattr(values, "ndim", 0) else values


def add_along(array, index, dim, values):
    """``array[i][index[i][j]] += values[i][j]`` for dim 1, in place, one element after the other."""
    flat = array.reshape(-1)
    for block, start, places in _blocks(index, dim, array.shape) if index.size else ():
        np.add.at(flat[start:], places.reshape(-1), values[block].reshape(-1))


def add_rows(array, rows, values):
    """``array[rows[i]] += values[i]``, in place, one row after the other."""
    width = array[0].size if len(array) else 0
    if array.ndim == 1:
        np.add.at(array, rows, values)
    elif width >= _WIDE or not array.flags.c_contiguous:
        targets = [array[row] for row in rows.tolist()]
        deque(map(np.add, targets, values, targets), 0)  # in turn, a fifth quicker than a loop
    else:
        index = np.broadcast_to(rows[:, None], (len(rows), width))
        add_along(array.reshape(-1, width), index, 0, values.reshape(-1, width))


def along(xp, array, index, dim):
    """numpy's `take_along_axis`, for indices in range."""
    if xp is np and array.flags.c_contiguous:
        return take_along(array, index, dim)
    return xp.take_along_axis(array, index, dim)
