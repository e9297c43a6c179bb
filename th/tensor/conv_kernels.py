"""Convolution on arrays: columns that stay in the cache, and one matrix product for each block of them.

The input is laid out padded, its stride's phases apart, as long rows: one row for each phase and channel, the images of
a block one behind the other.  In that layout each offset of the kernel is the *same rows shifted*, so the columns of a
block are made by plain copies of contiguous memory, whatever stride and dilation are.  The price is a few columns at
the borders that are computed and thrown away; where they would be many (small images), the columns are made exactly, by
copies of shorter runs: rows of one image, with those of the block's other images between their elements.
"""

import math

import numpy as np

from th.tensor.conv_geometry import Geometry
from th.tensor.winograd import convolve_by_tiles, convolve_weight_by_tiles, suits_tiles

__all__ = ["convolve", "convolve_input", "convolve_weight"]

# Columns to copy for each number to add, up to which the gradient of the input is made as a convolution of its own.
_COPIES = 4


class _Exact:
    """A few images, padded, innermost: (channels, *padded, images).  Each offset of the kernel sees a cut of it."""

    def __init__(self, xp, geometry, channels, images, dtype):
        self.geometry, self.channels = geometry, channels
        self.data = xp.zeros((channels, *geometry.padded, images), dtype)
        self.of, self.into = [], []
        for p, n, m in zip(geometry.padding, geometry.size, geometry.padded, strict=True):
            first, last = max(p, 0), min(p + n, m)
            self.into.append(slice(first, max(last, first)))
            self.of.append(slice(first - p, max(last, first) - p))

    def fill(self, x):
        """Lays out the images `x` (images, channels, *size)."""
        self.data[(slice(None), *self.into, slice(x.shape[0]))] = _images_last(x)[(slice(None), *self.of)]

    def add_to(self, x):
        """Takes the images back out, into `x` (images, channels, *size), which was zero."""
        _images_last(x)[(slice(None), *self.of)] = self.data[(slice(None), *self.into, slice(x.shape[0]))]

    def shifted(self, offset, first, last):
        """What one offset of the kernel sees: (channels, *out, images)."""
        g = self.geometry
        cut = [slice(i * d, i * d + (o - 1) * s + 1, s)
               for i, d, s, o in zip(offset, g.dilation, g.stride, g.out, strict=True)]
        return self.data[(slice(None), *cut, slice((last - first) // g.length))]

    def windows_of(self, first, last):
        """What all offsets see, (channels, *kernel, *out, images), in one array that shares memory."""
        g, data = self.geometry, self.data
        if not isinstance(data, np.ndarray):
            return None
        steps = data.strides[1:-1]
        shape = (self.channels, *g.kernel, *g.out, (last - first) // g.length)
        strides = (data.strides[0], *[d * s for d, s in zip(g.dilation, steps, strict=True)],
                   *[n * s for n, s in zip(g.stride, steps, strict=True)], data.strides[-1])
        return np.ndarray(shape, data.dtype, data, 0, strides)


def _images_last(x):
    """(images, channels, *size) as (channels, *size, images)."""
    return x.transpose(*range(1, x.ndim), 0)


class _Rows:
    """The padded phases of a few images as long rows: (phases, channels, images * rows + tail)."""

    def __init__(self, xp, geometry, channels, images, dtype):
        self.geometry, self.channels = geometry, channels
        self.data = xp.zeros((len(geometry.phases), channels, images * geometry.length + geometry.tail), dtype)
        shape = (len(geometry.phases), channels, images, *geometry.rows)
        self.views = self.data[..., : images * geometry.length].reshape(shape)
        self.windows = [geometry.windows(p) for p in geometry.phases]

    def fill(self, x):
        """Lays out the images `x` (images, channels, *size)."""
        x = x.swapaxes(0, 1)
        for f, (into, of) in enumerate(self.windows):
            self.views[(f, slice(None), slice(x.shape[1]), *into)] = x[(slice(None), slice(None), *of)]

    def add_to(self, x):
        """Takes the images back out, into `x` (images, channels, *size), which was zero."""
        x = x.swapaxes(0, 1)
        for f, (into, of) in enumerate(self.windows):
            x[(slice(None), slice(None), *of)] = self.views[(f, slice(None), slice(x.shape[1]), *into)]

    def shifted(self, offset, first, last):
        """The rows (channels, columns) that one offset of the kernel sees."""
        phase, shift = offset
        return self.data[phase, :, first + shift: last + shift]

    def windows_of(self, first, last):
        """What all offsets see, (channels, *kernel, columns), in one array that shares memory; None with several phases."""
        g, data = self.geometry, self.data
        if len(g.phases) > 1 or not isinstance(data, np.ndarray):
            return None
        steps = [math.prod(g.rows[i + 1:]) * d for i, d in enumerate(g.dilation)]
        if set(g.stride) != {1}:
            return None
        size = data.itemsize
        return np.ndarray((self.channels, *g.kernel, last - first), data.dtype, data, first * size,
                          (data.strides[1], *[n * size for n in steps], size))


def _laid_out(xp, geometry, channels, images, dtype):
    return (_Exact if geometry.tight else _Rows)(xp, geometry, channels, images, dtype)


def _place(x):
    return "host" if isinstance(x, np.ndarray) else "gpu"


def _crop(array, geometry, images, first, last):
    """The part of (channels, columns) that is output, as (images, channels, *out)."""
    if geometry.tight:
        found = array.reshape(array.shape[0], *geometry.out, images)
        return found.transpose(found.ndim - 1, *range(found.ndim - 1)), slice(None)
    if first == 0 and last == images * geometry.length:
        found = array.reshape(array.shape[0], images, *geometry.rows)
        found = found[(slice(None), slice(None), *[slice(o) for o in geometry.out])]
        return found.swapaxes(0, 1), slice(None)
    a, b = first // geometry.inner, last // geometry.inner
    found = array.reshape(array.shape[0], 1, b - a, *geometry.rows[1:])
    found = found[(slice(None), slice(None), slice(None), *[slice(o) for o in geometry.out[1:]])]
    return found.swapaxes(0, 1), slice(a, b)


def _columns(xp, rows, geometry, first, last, scratch):
    """The columns (channels, kernel, last - first) of one block."""
    count = len(geometry.offsets)
    columns = scratch[: rows.channels * count * (last - first)].reshape(rows.channels, count, last - first)
    seen = rows.windows_of(first, last)
    if seen is not None:
        columns.reshape(seen.shape)[...] = seen
        return columns
    for k, offset in enumerate(geometry.offsets):
        seen = rows.shifted(offset, first, last)
        columns[:, k].reshape(seen.shape)[...] = seen
    return columns


def _product(xp, left, right, groups):
    """``left @ right`` for each group; both have the groups along their first dim."""
    if groups == 1:
        return xp.dot(left, right)
    left = left.reshape(groups, -1, left.shape[-1])
    right = right.reshape(groups, -1, right.shape[-1])
    return xp.matmul(left, right).reshape(-1, right.shape[-1])


def _steps(geometry, x, depth):
    """The blocks of a batch `x`, and how many images the largest has."""
    blocks = list(geometry.blocks(x.shape[0], depth, x.dtype.itemsize, _place(x)))
    return blocks, max((last - first for first, last, _, _ in blocks), default=0)


def convolve(xp, x, weight, bias, geometry):
    """The cross-correlation of `x` (n, c, *size) with `weight` (o, c / groups, *kernel), plus `bias` (o,)."""
    n, channels = x.shape[:2]
    outputs, groups = weight.shape[0], geometry.groups
    if geometry.is_pointwise and groups == 1:
        return _pointwise(xp, x, weight.reshape(outputs, channels), bias)
    if suits_tiles(x, channels, outputs, geometry):
        return convolve_by_tiles(x, weight, bias, geometry)
    y = xp.empty((n, outputs, *geometry.out), x.dtype)
    if not y.size:
        return y
    count = len(geometry.offsets)
    depthwise = groups == channels == outputs and groups > 1
    matrix = weight.reshape(outputs, -1)
    blocks, images = _steps(geometry, x, channels * (1 if depthwise else count))
    rows = _laid_out(xp, geometry, channels, images, x.dtype)
    widest = max(last - first for _, _, first, last in blocks)
    scratch = xp.empty(channels * widest * (1 if depthwise else count), x.dtype)
    shift = None if bias is None else bias.reshape(1, -1, *[1] * len(geometry.out))
    loaded = None
    for begin, end, first, last in blocks:
        if (begin, end) != loaded:
            rows.fill(x[begin:end])
            loaded = begin, end
        if depthwise:
            part = _weighted_sum(xp, rows, geometry, matrix, first, last, scratch)
        else:
            columns = _columns(xp, rows, geometry, first, last, scratch)
            part = _product(xp, matrix, columns.reshape(channels * count, -1), groups)
        cropped, where = _crop(part, geometry, end - begin, first, last)
        if shift is None:
            y[begin:end, :, where] = cropped
        else:
            xp.add(cropped, shift, out=y[begin:end, :, where])
    return y


def _weighted_sum(xp, rows, geometry, matrix, first, last, scratch):
    """A depthwise block: the shifted rows, each times its weight, without any columns."""
    part = None
    for k, offset in enumerate(geometry.offsets):
        seen = rows.shifted(offset, first, last)
        weight = matrix[:, k].reshape(-1, *[1] * (seen.ndim - 1))
        if part is None:
            part = seen * weight
            product = scratch[: part.size].reshape(part.shape)
        else:
            part += xp.multiply(seen, weight, out=product)
    return part.reshape(rows.channels, -1)


def _row_products(xp, laid, seen):
    """The scalar products of the rows of `laid` (channels, columns) with what an offset of the kernel sees."""
    if xp is np and seen.ndim == 2 and seen.dtype.kind == "f":
        return np.vecdot(laid, seen)
    return (laid.reshape(seen.shape) * seen).reshape(len(laid), -1).sum(1)


def _pointwise(xp, x, matrix, bias):
    """A kernel of one element: a matrix product for each image."""
    n, channels = x.shape[:2]
    y = xp.matmul(matrix, x.reshape(n, channels, -1))
    if bias is not None:
        y += bias[:, None]
    return y.reshape(n, -1, *x.shape[2:])


def _spread(geometry, g, first, last, buffer):
    """The gradient block (images, o, *out) as long rows (o, columns), zero in the columns that were thrown away."""
    images, outputs = g.shape[:2]
    if geometry.tight:
        buffer[:, : last - first].reshape(outputs, *geometry.out, images)[...] = _images_last(g)
        return buffer[:, : last - first]
    if last - first == images * geometry.length:
        laid = buffer[:, : last - first].reshape(outputs, images, *geometry.rows)
        laid[...] = 0
        laid[(slice(None), slice(None), *[slice(o) for o in geometry.out])] = g.swapaxes(0, 1)
    else:
        laid = buffer[:, : last - first].reshape(outputs, 1, -1, *geometry.rows[1:])
        laid[...] = 0
        a, b = first // geometry.inner, last // geometry.inner
        inside = [slice(o) for o in geometry.out[1:]]
        laid[(slice(None), slice(None), slice(None), *inside)] = g.swapaxes(0, 1)[:, :, a:b]
    return laid.reshape(outputs, -1)


def convolve_input(xp, g, weight, geometry):
    """The gradient of the input: `g` (n, o, *out) spread back through `weight`; (n, c, *size)."""
    n, outputs = g.shape[:2]
    groups = geometry.groups
    channels = weight.shape[1] * groups
    if geometry.is_pointwise and groups == 1:
        return _pointwise(xp, g, weight.reshape(outputs, channels).T, None)
    x = xp.zeros((n, channels, *geometry.size), g.dtype)
    if not x.size or not g.size:
        return x
    depthwise = groups == channels == outputs and groups > 1
    few = outputs * math.prod(geometry.size) <= _COPIES * channels * math.prod(geometry.out)
    if set(geometry.stride) == {1} and (depthwise or groups == 1 and few):
        return _by_flipped_kernel(xp, g, weight, geometry)
    count = len(geometry.offsets)
    blocks, images = _steps(geometry, g, channels * (1 if depthwise else count))
    buffer = xp.empty((outputs, max(last - first for _, _, first, last in blocks)), g.dtype)
    back = xp.ascontiguousarray(weight.reshape(groups, outputs // groups, -1).swapaxes(1, 2))
    back = back.reshape(-1, outputs // groups)
    rows = _laid_out(xp, geometry, channels, images, g.dtype)
    for index, (begin, end, first, last) in enumerate(blocks):
        if first == 0:
            rows.data[...] = 0
        laid = _spread(geometry, g[begin:end], first, last, buffer)
        parts = back.reshape(channels, count, 1) if depthwise else _product(xp, back, laid, groups).reshape(channels, count, -1)
        for k, offset in enumerate(geometry.offsets):
            seen = rows.shifted(offset, first, last)
            part = laid * parts[:, k] if depthwise else parts[:, k]
            seen += part.reshape(seen.shape)
        if index + 1 == len(blocks) or blocks[index + 1][2] == 0:
            rows.add_to(x[begin:end])
    return x


def _by_flipped_kernel(xp, g, weight, geometry):
    """With stride 1 the gradient of the input is itself a convolution, with the kernel turned round."""
    dims = tuple(range(2, weight.ndim))
    turned = xp.flip(weight, dims)
    if geometry.groups == 1:
        turned = turned.swapaxes(0, 1)
    lead = [(k - 1) * d - p for k, d, p in zip(geometry.kernel, geometry.dilation, geometry.padding, strict=True)]
    back = Geometry(geometry.out, geometry.kernel, geometry.stride, lead, geometry.dilation, geometry.groups, geometry.size)
    return convolve(xp, g, xp.ascontiguousarray(turned), None, back)


def convolve_weight(xp, x, g, geometry):
    """The gradient of the weight from the input `x` and the gradient `g` of the output; (o, c / groups, *kernel)."""
    n, channels = x.shape[:2]
    outputs, groups = g.shape[1], geometry.groups
    shape = (outputs, channels // groups, *geometry.kernel)
    if not g.size or not x.size:
        return xp.zeros(shape, x.dtype)
    if geometry.is_pointwise and groups == 1:
        left, right = g.reshape(n, outputs, -1), x.reshape(n, channels, -1)
        return xp.matmul(left, right.swapaxes(1, 2)).sum(0).reshape(shape)
    if suits_tiles(x, channels, outputs, geometry):
        return convolve_weight_by_tiles(x, g, geometry)
    count = len(geometry.offsets)
    depthwise = groups == channels == outputs and groups > 1
    blocks, images = _steps(geometry, x, channels * (1 if depthwise else count))
    rows = _laid_out(xp, geometry, channels, images, x.dtype)
    widest = max(last - first for _, _, first, last in blocks)
    buffer = xp.empty((outputs, widest), x.dtype)
    scratch = None if depthwise else xp.empty(channels * widest * count, x.dtype)
    total = xp.zeros((outputs, channels // groups * count), x.dtype)
    loaded = None
    for begin, end, first, last in blocks:
        if (begin, end) != loaded:
            rows.fill(x[begin:end])
            loaded = begin, end
        laid = _spread(geometry, g[begin:end], first, last, buffer)
        if depthwise:
            for k, offset in enumerate(geometry.offsets):
                seen = rows.shifted(offset, first, last)
                total[:, k] += _row_products(xp, laid, seen)
            continue
        columns = _columns(xp, rows, geometry, first, last, scratch).reshape(groups, -1, last - first)
        if groups == 1:
            total += xp.dot(laid, columns[0].T)
        else:
            total += xp.matmul(laid.reshape(groups, -1, last - first), columns.swapaxes(1, 2)).reshape(outputs, -1)
    return total.reshape(shape)
