"""Sliding windows on arrays: their maxima and their sums, and both ways back."""

import itertools
import math

import numpy as np

__all__ = ["argmax_windows", "columns_to_windows", "max_windows", "pick_from_windows", "spread_sum", "spread_to_maxima", "sum_windows",
           "window_columns"]


def _covered(out, kernel, stride, dilation):
    """How many elements of each dim the windows reach over."""
    return [(o - 1) * s + (k - 1) * d + 1 for o, k, s, d in zip(out, kernel, stride, dilation, strict=True)]


def _padded(xp, x, kernel, stride, padding, dilation, out, fill):
    """`x` with `fill` around it, so that every window is inside; `x` itself when nothing is missing."""
    dims = len(kernel)
    need = _covered(out, kernel, stride, dilation)
    size = x.shape[-dims:]
    if not any(padding) and all(n >= m for n, m in zip(size, need, strict=True)):
        return x
    whole = xp.full((*x.shape[:-dims], *need), fill, x.dtype)
    into = tuple(slice(p, min(p + n, m)) for p, n, m in zip(padding, size, need, strict=True))
    of = tuple(slice(0, m.stop - m.start) for m in into)
    whole[(..., *into)] = x[(..., *of)]
    return whole


def _window(place, stride, dilation, out):
    """The index of the elements at one place of all windows."""
    return (..., *[slice(i * d, i * d + (o - 1) * s + 1, s) for i, s, d, o in zip(place, stride, dilation, out, strict=True)])


def _places(kernel):
    return itertools.product(*map(range, kernel))


def _lowest(dtype):
    if dtype.kind in "iu":
        return np.iinfo(dtype).min
    return -math.inf


def max_windows(xp, x, kernel, stride, padding, dilation, out):
    """The maximum of each window; one dim after the other, which takes the fewest comparisons."""
    whole = _padded(xp, x, kernel, stride, padding, dilation, out, _lowest(x.dtype))
    dims = len(kernel)
    for axis in range(dims - 1, -1, -1):
        whole = _along(xp, whole, axis - dims, kernel[axis], stride[axis], dilation[axis], out[axis], xp.maximum)
    return whole.copy() if whole is x else whole


def _along(xp, x, axis, kernel, stride, dilation, out, combine):
    after = (slice(None),) * (-axis - 1)
    found = None
    for i in range(kernel):
        part = x[(..., slice(i * dilation, i * dilation + (out - 1) * stride + 1, stride), *after)]
        if i == 0:
            found = part
        elif i == 1:
            found = combine(found, part)
        else:
            combine(found, part, out=found)
    return found


def argmax_windows(xp, x, kernel, stride, padding, dilation, out):
    """(maximum, its flat place among the spatial elements) of each window; the first one wins, and NaN always does."""
    whole = _padded(xp, x, kernel, stride, padding, dilation, out, _lowest(x.dtype))
    dims = len(kernel)
    size = x.shape[-dims:]
    best, where = None, None
    for place in _places(kernel):
        part = whole[_window(place, stride, dilation, out)]
        at = _flat_place(xp, place, stride, padding, dilation, out, size)
        if best is None:
            best = part.copy()
            where = xp.broadcast_to(at, best.shape).copy()
            inside = xp.broadcast_to(at >= 0, best.shape).copy()
            continue
        wins = (part > best) | (~inside & (at >= 0))
        if x.dtype.kind == "f":
            wins |= xp.isnan(part)
        best = xp.where(wins, part, best)
        where = xp.where(wins, at, where)
        inside |= wins
    return best, where


def _flat_place(xp, place, stride, padding, dilation, out, size):
    """For each window the flat index of one of its elements; -1 in the padding."""
    flat, valid = xp.zeros((1,) * len(out), np.int64), True
    for axis, (i, s, p, d, o, n) in enumerate(zip(place, stride, padding, dilation, out, size, strict=True)):
        shape = [1] * len(out)
        shape[axis] = o
        at = (xp.arange(o) * s + (i * d - p)).reshape(shape)
        valid = valid & (at >= 0) & (at < n)
        flat = flat * n + at
    return xp.where(valid, flat, -1)


def _inside(whole, x, padding):
    """The part of a padded array that is not padding."""
    dims = len(padding)
    index = tuple(slice(p, p + n) for p, n in zip(padding, x.shape[-dims:], strict=True))
    return whole[(..., *index)]


_BITS = {2: "uint16", 4: "uint32", 8: "uint64"}


def _kept(xp, values, where):
    """`values` there, 0 elsewhere; by their bits, an eighth of the time of `where`."""
    bits = _BITS.get(values.dtype.itemsize)
    if values.dtype.kind != "f" or bits is None:
        return xp.where(where, values, 0).astype(values.dtype, copy=False)
    return (values.view(bits) * where).view(values.dtype)


def spread_to_maxima(xp, g, x, best, kernel, stride, padding, dilation, out):
    """The gradient of the input of `max_windows`: each `g` goes to the first element that equals the maximum."""
    whole = _padded(xp, x, kernel, stride, padding, dilation, out, _lowest(x.dtype))
    back = xp.zeros(whole.shape, g.dtype)
    left = g
    single = all(s >= (k - 1) * d + 1 for s, k, d in zip(stride, kernel, dilation, strict=True))
    last = math.prod(kernel) - 1
    for number, place in enumerate(_places(kernel)):
        index = _window(place, stride, dilation, out)
        here = whole[index] == best
        if single:
            back[index] = _kept(xp, left, here)
        else:
            back[index] += _kept(xp, left, here)
        if number < last:
            left = _kept(xp, left, ~here)
    if whole is x:
        return back
    found = xp.zeros(x.shape, g.dtype)
    part = _inside(back, x, padding)
    found[tuple(slice(n) for n in part.shape)] = part
    return found


def pick_from_windows(xp, u, x, best, kernel, stride, padding, dilation, out):
    """From each window the element of `u` at the place of the maximum of `x`: the adjoint of `spread_to_maxima`."""
    whole = _padded(xp, x, kernel, stride, padding, dilation, out, _lowest(x.dtype))
    values = _padded(xp, u, kernel, stride, padding, dilation, out, 0)
    found = xp.zeros(best.shape, u.dtype)
    free = xp.ones(best.shape, bool)
    for place in _places(kernel):
        index = _window(place, stride, dilation, out)
        here = (whole[index] == best) & free
        found += values[index] * here
        free &= ~here
    return found


def sum_windows(xp, x, kernel, stride, padding, out):
    """The sum of each window."""
    dims = len(kernel)
    ones = (1,) * dims
    whole = _padded(xp, x, kernel, stride, padding, ones, out, 0)
    for axis in range(dims - 1, -1, -1):
        whole = _sum_along(xp, whole, axis - dims, kernel[axis], stride[axis], out[axis])
    return whole.copy() if whole is x else whole


_MANY = 8  # from this size on a sum over a reshaped dim is quicker than adding slices


def _sum_along(xp, x, axis, kernel, stride, out):
    axis = x.ndim + axis
    if kernel >= _MANY and kernel == stride:
        cut = x[(slice(None),) * axis + (slice(kernel * out),)]
        return cut.reshape(*x.shape[:axis], out, kernel, *x.shape[axis + 1:]).sum(axis + 1, dtype=x.dtype)
    if kernel >= _MANY and out == 1:
        return x[(slice(None),) * axis + (slice(kernel),)].sum(axis, keepdims=True, dtype=x.dtype)
    return _along(xp, x, axis - x.ndim, kernel, stride, 1, out, xp.add)


def spread_sum(xp, g, kernel, stride, padding, size):
    """The adjoint of `sum_windows`: each `g` is added to every element of its window; `size` are the spatial sizes."""
    dims = len(kernel)
    for axis in range(dims):
        g = _spread_along(xp, g, axis - dims, kernel[axis], stride[axis], padding[axis], size[axis])
    return g


def _spread_along(xp, g, axis, kernel, stride, padding, n):
    axis = g.ndim + axis
    out = g.shape[axis]
    need = max((out - 1) * stride + kernel, padding + n)
    before = (slice(None),) * axis
    back = xp.zeros((*g.shape[:axis], need, *g.shape[axis + 1:]), g.dtype)
    for i in range(kernel):
        index = (*before, slice(i, i + (out - 1) * stride + 1, stride))
        if kernel <= stride:
            back[index] = g
        else:
            back[index] += g
    if padding == 0 and need == n:
        return back
    return xp.ascontiguousarray(back[(*before, slice(padding, padding + n))])


def window_columns(xp, x, kernel, stride, padding, dilation, out):
    """(n, channels, *) to (n, channels * elements of a window, windows)."""
    whole = _padded(xp, x, kernel, stride, padding, dilation, out, 0)
    found = xp.empty((*x.shape[:2], math.prod(kernel), *out), x.dtype)
    for k, place in enumerate(_places(kernel)):
        found[:, :, k] = whole[_window(place, stride, dilation, out)]
    return found.reshape(x.shape[0], x.shape[1] * math.prod(kernel), math.prod(out))


def columns_to_windows(xp, columns, kernel, stride, padding, dilation, out, size):
    """The adjoint of `window_columns`."""
    window = math.prod(kernel)
    parts = columns.reshape(columns.shape[0], columns.shape[1] // window, window, *out)
    need = [max(m, p + n) for m, p, n in zip(_covered(out, kernel, stride, dilation), padding, size, strict=True)]
    whole = xp.zeros((*parts.shape[:2], *need), columns.dtype)
    for k, place in enumerate(_places(kernel)):
        whole[_window(place, stride, dilation, out)] += parts[:, :, k]
    return xp.ascontiguousarray(whole[(..., *[slice(p, p + n) for p, n in zip(padding, size, strict=True)])])
