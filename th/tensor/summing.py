"""Sums of float arrays on the CPU through BLAS.

numpy adds one number after the other (pairwise over blocks of 128); a product with a row of ones uses the vector unit
and all threads: 0.05 ms instead of 0.15 for a million float32, and it begins in half of the 0.8 us of numpy's own.
Blocks of 1024 keep the rounding error of each as small as pairwise summing does.
"""

import numpy as np

__all__ = ["added", "squares_added", "total"]

_BLOCK = 1024
_ENOUGH = 1 << 15  # elements from which on a sum goes by blocks
_ROWS = {np.dtype(name): np.ones(_ENOUGH, name) for name in ("float32", "float64")}


def total(array):
    """The sum of all elements of a float array."""
    n = array.size
    row = _ROWS.get(array.dtype)
    if row is None and array.dtype.itemsize == 2:
        return _halves_added(array, None, False)
    if n < _ENOUGH and array.ndim == 1:
        return np.add.reduce(array, None) if row is None else array.dot(row[:n])  # BLAS keeps 64 sums side by side
    if row is None or not array.flags.c_contiguous:
        return np.add.reduce(array, None)
    flat = array.reshape(-1)
    if n < _ENOUGH:
        return flat.dot(row[:n])
    whole = n - n % _BLOCK
    blocks = flat[:whole].reshape(-1, _BLOCK).dot(row[:_BLOCK])
    return np.add.reduce(blocks) + np.add.reduce(flat[whole:])


def added(xp, array, axis, keepdims):
    """The sum of floats over `axis`, None or a tuple, by the quickest way."""
    if xp is np and array.flags.c_contiguous and array.ndim:
        if axis is None:
            if not keepdims:
                return total(array)
        elif len(axis) == 1:
            found = _added_along(array, axis[0], keepdims)
            if found is not None:
                return found
    if array.dtype.itemsize == 2:
        return _halves_added(array, axis, keepdims)
    return xp.add.reduce(array, axis=axis, keepdims=keepdims)


def _halves_added(array, axis, keepdims):
    """The sum of half precision, in single: in its own it stops growing at 2048 or 256."""
    return array.astype("float32").sum(axis=axis, keepdims=keepdims).astype(array.dtype)


def _added_along(array, axis, keepdims):
    """The sum along one dim, None where numpy's own is the better way."""
    shape, row = array.shape, _ROWS.get(array.dtype)
    n, ndim = shape[axis], len(shape)
    if row is None or not n:
        return None
    if axis == ndim - 1:
        if n > 4096:
            return None
        row = row[:n]
        found = array.dot(row) if ndim < 3 else array.reshape(-1, n).dot(row).reshape(shape[:-1])
        return found[..., None] if keepdims else found
    if axis or n > _ENOUGH // 4:
        return None
    row = row[:n]
    found = row.dot(array) if ndim == 2 else row.dot(array.reshape(n, -1)).reshape(shape[1:])
    return found[None] if keepdims else found


def squares_added(xp, array, axis, keepdims):
    """The sum of the squares of floats over `axis`, None or a tuple."""
    if xp is np and array.dtype in _ROWS and array.flags.c_contiguous and array.ndim:
        if axis is None:
            if not keepdims:
                return _all_squares(array.reshape(-1))
        elif axis == (array.ndim - 1,) and array.shape[-1] <= 4096:
            found = np.vecdot(array, array)
            return found[..., None] if keepdims else found
    return added(xp, array * array, axis, keepdims)


def _all_squares(flat):
    if flat.size < _ENOUGH:
        return flat.dot(flat)
    whole = flat.size - flat.size % _BLOCK
    blocks, rest = flat[:whole].reshape(-1, _BLOCK), flat[whole:]
    return np.add.reduce(np.vecdot(blocks, blocks)) + rest.dot(rest)
