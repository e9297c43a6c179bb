"""The order of numpy arrays: stable sorting and selecting, NaN the largest.

numpy's stable sort of positions takes twice as long as PyTorch's.  An element and its position in one number of 64 bits
are sorted by the quick sort instead, which is then stable; integers of a small span by numpy's radix sort of 16 bits.
"""

import numpy as np

from th.tensor.picks import counted

__all__ = ["counted_out", "kth", "largest", "ordered", "stable_order"]

_FEW = 5000  # elements up to which numpy's stable sort is the quicker
_LONG = 100_000  # elements from which on the few that may be the largest are sorted by their bits
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


def counted_out(array):
    """The distinct integers of an array in order, how often each occurs, and a function that numbers the elements by them.

    By counting: a fifth of the time of sorting.  None where that is the better way: few elements, or far apart.
    """
    if array.dtype.kind not in "iu" or array.size < 300:
        return None
    low, high = int(array.min()), int(array.max())
    if high - low > 4 * array.size or high >= 1 << 63:
        return None
    places = np.subtract(array, low, dtype=np.int64)
    counts = np.bincount(places.reshape(-1))
    offsets = counts.nonzero()[0]

    def numbers():
        counts[offsets] = counted(len(offsets))
        return counts[places]

    return (offsets + low).astype(array.dtype, copy=False), counts[offsets], numbers


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
    if array.ndim == 1 and 200 < n < _LONG and 0 < k < n // 16:
        return _largest_of_vector(array, k)
    if not 0 < k < n // 4 or n <= 64 or array.size < 3000:
        return None
    flat = np.ascontiguousarray(array).reshape(-1, n)
    limits = _limits(flat, k)
    found = np.flatnonzero(np.logical_not(flat < limits[:, None]))  # NaN is among them
    if len(found) > flat.size // 4 or (limits != limits).any():
        return None
    rows, places = np.divmod(found, n)
    bits = _as_unsigned(flat.reshape(-1)[found], True)
    if bits is None:
        return None
    keys = rows.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= bits
    order = keys.argsort(kind="stable")
    firsts = np.searchsorted(rows, counted(len(flat)))
    return places[order[firsts[:, None] + counted(k)]].reshape(*array.shape[:-1], k)


def _largest_of_vector(vector, k):
    """`largest` of one short row."""
    limit = _limits(vector[None], k)[0]
    found = np.logical_not(vector < limit).nonzero()[0]  # NaN is among them
    if len(found) > len(vector) // 4 or limit != limit:
        return None
    return found[ordered(vector[found], 0, True)[:k]]


def _limits(rows, k):
    """A number for each row that at least k elements reach: what the largest of k groups of its elements reach."""
    n = rows.shape[1]
    size = min(max(n // max(16 * k, 128), 8), _BLOCK)
    groups = n // size
    if groups < 3 * k:
        return np.partition(rows, n - k, axis=1)[:, n - k]
    tops = np.maximum.reduce(rows[:, : size * groups].reshape(len(rows), size, groups), 1)
    return np.partition(tops, groups - k, axis=1)[:, groups - k]
