"""Running sums of float32 kept in float64, and running extremes of vectors, on the CPU.

numpy's own sum adds one element after the other and waits four cycles for each: 3.3 ns.  Here 16 neighbours at a time are
multiplied by a triangle of ones, with what came before them as a further element, which BLAS does in a third of the time.
"""

import numpy as np

__all__ = ["running_extreme", "running_sum"]

_TILE = 16
_CHUNK = 1 << 15  # elements worked on at once: the doubles of them stay in the cache
_FEW = 8192  # elements up to which numpy's own is the quicker
_STRETCH = 2048  # elements of which the extreme is looked at first
_WIDE = 256  # elements of a row from which on rows are added one by one
_TRIANGLE = np.triu(np.ones((_TILE + 1, _TILE)), -1)  # the first row is for what came before
_ONES = np.ones(_TILE)


def running_sum(array, dim):
    """The running sum of a float32 array along `dim`."""
    if array.size > _FEW and array.flags.c_contiguous:
        out = None
        if dim == array.ndim - 1:
            out = _along_rows(array.reshape(-1, array.shape[-1]))
        elif array[(0,) * (dim + 1)].size >= _WIDE:
            out = _row_by_row(array.reshape(*_joined(array.shape, dim)))
        if out is not None:
            return out.reshape(array.shape)
    return np.add.accumulate(array.astype(np.float64), dim).astype(np.float32)


def _joined(shape, dim):
    before = after = 1
    for n in shape[:dim]:
        before *= n
    for n in shape[dim + 1 :]:
        after *= n
    return before, shape[dim], after


def _row_by_row(array):
    out = np.empty(array.shape, np.float32)
    step = max(1, _CHUNK // array.shape[2])
    for part, to in zip(array, out, strict=True):
        total = np.zeros(array.shape[2])
        for first in range(0, len(part), step):
            work = part[first : first + step].astype(np.float64)
            for row in work:
                total = np.add(total, row, row)
            to[first : first + step] = work
    return out


def _along_rows(rows):
    """None where the result is not finite: the triangle's zeros would make NaN of infinities."""
    count, n = rows.shape
    whole = n - n % _TILE
    if whole < 4 * _TILE:
        return None
    out = np.empty(rows.shape, np.float32)
    width = min(whole, _CHUNK)
    step = max(1, _CHUNK // width)
    tiles = np.empty((min(step, count), width // _TILE, _TILE + 1))
    found = np.empty((tiles.shape[0] * tiles.shape[1], _TILE))
    for row in range(0, count, step):
        part = rows[row : row + step]
        total = np.zeros(len(part))
        for first in range(0, whole, width):
            last = min(first + width, whole)
            work = tiles[: len(part), : (last - first) // _TILE]
            work[..., 1:] = part[:, first:last].reshape(len(part), -1, _TILE)
            total = _summed(work, total, found, out[row : row + step, first:last])
        rest = np.add.accumulate(part[:, whole:].astype(np.float64), 1)
        out[row : row + step, whole:] = rest + total[:, None]
        if not np.isfinite(total).all():
            return None
    return out


def _summed(work, before, found, out):
    """Writes the running sums of tiles, by way of the scratch `found`; returns the last of each row."""
    sums = work[..., 1:] @ _ONES
    np.add.accumulate(sums, 1, out=sums)
    sums += before[:, None]
    work[:, 0, 0], work[:, 1:, 0] = before, sums[:, :-1]
    found = np.dot(work.reshape(-1, _TILE + 1), _TRIANGLE, found[: work.shape[0] * work.shape[1]])
    out[...] = found.reshape(out.shape)
    return sums[:, -1]


def running_extreme(vector, pick, better):
    """The running extreme of a vector by the ufunc `pick`, and where it is; most blocks of a long one bring nothing new."""
    values, places = np.empty_like(vector), np.empty(len(vector), np.int64)
    find = np.ndarray.argmax if pick is np.maximum else np.ndarray.argmin
    best, place = vector[:1], 0
    for first in range(0, len(vector), _STRETCH):
        stretch = slice(first, first + _STRETCH)
        part = vector[stretch]
        top = part[find(part)]
        if not (better(top, best) or top != top or best != best):
            values[stretch], places[stretch] = best, place
            continue
        running = pick.accumulate(np.concatenate((best, part)))
        fresh = better(part, running[:-1]) | (part != part)
        found = np.where(fresh, np.arange(first, first + len(part)), place)
        values[stretch] = running[1:]
        np.maximum.accumulate(found, out=places[stretch])
        best, place = running[-1:], places[stretch][-1]
    return values, places
