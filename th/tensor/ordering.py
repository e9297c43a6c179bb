"""The order of numpy arrays: stable sorting and selecting, NaN the largest.

numpy's stable sort of positions takes twice as long as PyTorch's.  An element and its position in one number of 64 bits
are sorted by the quick sort instead, which is then stable; integers of a small span by numpy's radix sort of 16 bits.
"""

import numpy as np

from th.tensor.picks import counted, take_along

__all__ = ["kth", "largest", "ordered", "stable_order"]

_FEW = 5000  # elements up to which numpy's stable sort is the quicker
_BLOCK = 1024  # elements, at most, of which the largest is looked at first
_POSITION = np.uint64(0xFFFFFFFF)


def _as_unsigned(array, descending):
    """float32 or integers as uint32 in the same order (or the reverse), None where they do not fit."""
    if array.dtype == np.float32:
        bits = (array + np.float32(0)).view(np.uint32)  # one zero
        signs = (bits.view(np.int32) >> 31).view(np.uint32)
        signs |= np.uint32(0x80000000)
        bits ^= signs
        bits[array != array] = 0xFFFFFFFF
        return np.invert(bits, bits) if descending else bits
    if array.dtype.kind not in "iu" or array.dtype == np.uint64:
        return None
    low, high = int(array.min()), int(array.max())
    if high - low >= 1 << 32:
        return None
    small = np.uint16 if high - low < 1 << 16 else np.uint32
    return (high - array if descending else array - low).astype(small)


def stable_order(array, descending):
    """The positions that sort each row of a contiguous array; None where numpy's own stable sort is the better way."""
    n = array.shape[-1]
    if array.size <= _FEW or n < 64 or n >= 1 << 31:
        return None
    bits = _as_unsigned(array, descending)
    if bits is None:
        return None
    if bits.dtype == np.uint16:
        return bits.argsort(axis=-1, kind="stable")
    keys = bits.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= counted(n).view(np.uint64)
    keys.sort(axis=-1)
    keys &= _POSITION
    return keys.view(np.int64)


def ordered(array, dim, descending):
    """The positions that sort a numpy array along `dim`, equals in the order they were in."""
    last = array.ndim - 1
    rows = array if dim == last else np.ascontiguousarray(array.swapaxes(dim, last))
    order = stable_order(rows, descending)
    if order is None and not descending:
        return array.argsort(dim, kind="stable")
    if order is None:  # ascending order of the array read backwards, read backwards
        turned = (slice(None),) * dim + (slice(None, None, -1),)
        return array.shape[dim] - 1 - array[turned].argsort(dim, kind="stable")[turned]
    return order if dim == last else order.swapaxes(dim, last)


def kth(array, k):
    """(the k-th smallest of each row, counted from 0, its position in stable order), of 1-d arrays without NaN there."""
    value = np.partition(array, k)[k]
    if value != value:
        return None
    before = int(np.count_nonzero(array < value))
    return value, int(np.flatnonzero(array == value)[k - before])


def largest(array, k):
    """The positions of the k largest elements of each row in order, None where sorting is the better way."""
    n = array.shape[-1]
    if not 0 < k < n // 4 or n <= 64:
        return None
    if array.ndim == 1:
        found = _candidates(array, k)
    else:
        flat = np.ascontiguousarray(array).reshape(-1, n)
        limits = np.partition(flat, n - k, axis=-1)[:, n - k : n - k + 1]
        rows, found = np.nonzero(flat >= limits)
        if len(rows) != k * len(flat):  # equals at the limit, or NaN
            return None
        found = found.reshape(*array.shape[:-1], k)
    if found is None:
        return None
    values = array[found] if array.ndim == 1 else take_along(np.ascontiguousarray(array), found, array.ndim - 1)
    order = ordered(values, found.ndim - 1, True)
    return found[order][:k] if array.ndim == 1 else np.take_along_axis(found, order, -1)


def _candidates(array, k):
    """The positions of the elements that may be among the k largest: those above what k blocks reach."""
    block = min(max(len(array) // (16 * k), 16), _BLOCK)
    whole = len(array) - len(array) % block
    if k * 4 > whole // block:
        limit = np.partition(array, len(array) - k)[len(array) - k]
    else:
        tops = np.maximum.reduce(array[:whole].reshape(-1, block), 1)
        limit = np.partition(tops, len(tops) - k)[len(tops) - k]
    return None if limit != limit else np.flatnonzero(np.logical_not(array < limit))  # NaN is among them
