"""Convolutions with 3 x 3 kernels by 16 multiplications for each four results, instead of 36.

Winograd's F(2 x 2, 3 x 3): the input is cut into tiles of 4 x 4 that overlap by two; tiles, kernels and results are
transformed by small constant matrices, and between the transforms a convolution is a product for each of the 16 places of
a tile, summed over the channels: 16 matrix products over all tiles.

In memory the four phases of the input (even and odd rows and columns) lie apart, so that a place of all tiles is a run of
one phase, and the transforms are additions of long runs.  Small images lie side by side, so that several make a run.
All arrays have the dims (..., channels, images, rows, columns, images), of which one of the two counts images.
"""

import math

import numpy as np

__all__ = ["convolve_by_tiles", "convolve_weight_by_tiles", "suits_tiles"]

# Bytes of transformed input and result in one block: both and the transform on its way stay in the last-level cache.
_BLOCK = 1 << 21
_FEWEST_TILES = 64  # in one block: a matrix product of fewer columns is slow
_FEWEST_CHANNELS = 24  # below it the transforms cost more than the products save (measured at 8 to 64 pixels)
_FEWEST_PIXELS = 256  # of all images together; below it transforming the kernels costs more

_WIDE = 7  # tiles in a row, from which on a spare one costs less than short runs

_KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])


def suits_tiles(x, channels, outputs, geometry):
    """True when a convolution is one for this module, and quicker by it."""
    g = geometry
    return (
        g.kernel == (3, 3) and g.stride == (1, 1) and g.dilation == (1, 1) and g.groups == 1
        and isinstance(x, np.ndarray) and x.dtype.kind == "f" and x.dtype.itemsize >= 4
        and min(channels, outputs) >= _FEWEST_CHANNELS and x.shape[0] * math.prod(g.out) >= _FEWEST_PIXELS
    )


class _Blocks:
    """The tiles of a batch, in blocks: some images, or some rows of tiles of one."""

    def __init__(self, images, out, depth, itemsize):
        self.high, self.wide = (out[0] + 1) // 2, (out[1] + 1) // 2
        tiles = max(_BLOCK // (16 * itemsize * depth), _FEWEST_TILES)
        small = self.wide < _WIDE  # several of them side by side make runs long
        self.rows = self.high if small else min(max(tiles // self.wide, 1), self.high)
        self.images = min(max(tiles // (self.wide * self.high), 1), images) if self.rows == self.high else 1
        self.order = (1, 2, 3, 0) if small else (1, 0, 2, 3)
        # With a spare tile at the end of each row its neighbour is one place further in memory, for all tiles at once.
        self.columns = self.wide + (self.wide >= _WIDE)
        self.total = images

    def laid(self, x):
        """Images (n, c, h, w) with their dims in the order of this module's arrays."""
        return np.expand_dims(x.transpose(self.order), 1 if self.order[-1] == 0 else 4)

    def __iter__(self):
        """Yields (slice of images, first row of tiles, number of rows)."""
        for n in range(0, self.total, self.images):
            for row in range(0, self.high, self.rows):
                yield slice(n, min(n + self.images, self.total)), row, min(self.rows, self.high - row)


def _inside(first, count, size):
    """Of the places first, first + 2, ... `count` of them, those in ``range(size)``: (which, where)."""
    skipped = max((1 - first) // 2, 0)
    end = min(count, (size - first + 1) // 2)
    if end <= skipped:
        return slice(0), slice(0)
    return slice(skipped, end), slice(first + 2 * skipped, first + 2 * end - 1, 2)


def _phases(x, padding, row, rows, columns, buffer):
    """The even and odd rows and columns of images, from row `2 * row` of the padded input: (2, 2, c, n, rows, columns, n)."""
    channels, outer, height, width, inner = x.shape
    found = _shaped(buffer, 2, 2, channels, outer, rows, columns, inner)
    found[...] = 0
    for i in range(2):
        into_row, of_row = _inside(2 * row + i - padding[0], rows, height)
        for j in range(2):
            into_column, of_column = _inside(j - padding[1], columns, width)
            found[i, j, :, :, into_row, into_column] = x[:, :, of_row, of_column]
    return found


def _shaped(buffer, *shape):
    """The beginning of a flat buffer in a shape."""
    return buffer[: math.prod(shape)].reshape(shape)


def _differences(even, odd, next_even, next_odd, out):
    """The transform of the input along one dim: four places from the four numbers in a tile."""
    np.subtract(even, next_even, out=out[0])
    np.add(odd, next_even, out=out[1])
    np.subtract(next_even, odd, out=out[2])
    np.subtract(odd, next_odd, out=out[3])


def _along_rows(halves, columns, tiles):
    """The transform of the input along the rows: (4, 2, c, n, rows, wide + 1, n) into (4, 4, c, n, rows, columns, n)."""
    if columns == halves.shape[-2]:
        step = halves.shape[-1]
        halves, tiles = halves.reshape(4, 2, -1), tiles.reshape(4, 4, -1)
        here, beside = halves[..., :-step], halves[..., step:]
        tiles[..., -step:] = 0
        tiles = tiles[..., :-step]
    else:
        here, beside = halves[..., :-1, :], halves[..., 1:, :]
    _differences(here[:, 0], here[:, 1], beside[:, 0], beside[:, 1], tiles.swapaxes(0, 1))


class _Work:
    """The buffers that the blocks of one convolution share."""

    def __init__(self, blocks, channels, dtype):
        self.blocks = blocks
        n, high, wide = blocks.images, blocks.rows + 1, blocks.wide + 1
        self.phases = np.empty(4 * channels * high * wide * n, dtype)
        self.halves = np.empty(8 * channels * high * wide * n, dtype)
        self.tiles = np.empty(16 * channels * blocks.rows * blocks.columns * n, dtype)

    def transformed(self, x, padding, row, rows):
        """The tiles of the images `x` in `rows` rows, transformed: (4, 4, channels, n, rows, columns, n)."""
        wide, columns = self.blocks.wide, self.blocks.columns
        p = _phases(x, padding, row, rows + 1, wide + 1, self.phases)
        channels, outer, _, _, inner = p.shape[2:]
        halves = _shaped(self.halves, 4, 2, channels, outer, rows, wide + 1, inner)
        here, below = p[..., :-1, :, :], p[..., 1:, :, :]
        _differences(here[0], here[1], below[0], below[1], halves)
        tiles = _shaped(self.tiles, 4, 4, channels, outer, rows, columns, inner)
        _along_rows(halves, columns, tiles)
        return tiles


def _kernels(weight):
    """The kernels (o, c, 3, 3) transformed, (16, o, c)."""
    both = np.kron(_KERNEL, _KERNEL).astype(weight.dtype)
    return np.dot(both, weight.reshape(-1, 9).T).reshape(16, *weight.shape[:2])


def convolve_by_tiles(x, weight, bias, geometry):
    """The cross-correlation of `x` (n, c, h, w) with `weight` (o, c, 3, 3), plus `bias` (o,)."""
    outputs, channels = weight.shape[:2]
    y = np.empty((x.shape[0], outputs, *geometry.out), x.dtype)
    blocks = _Blocks(x.shape[0], geometry.out, channels + outputs, x.itemsize)
    work = _Work(blocks, channels, x.dtype)
    kernels = _kernels(weight)
    size = outputs * blocks.rows * blocks.columns * blocks.images
    products, halves = np.empty(16 * size, x.dtype), np.empty(8 * size, x.dtype)
    for images, row, rows in blocks:
        tiles = work.transformed(blocks.laid(x[images]), geometry.padding, row, rows)
        m = _shaped(products, 16, outputs, tiles[0, 0, 0].size)
        np.matmul(kernels, tiles.reshape(16, channels, -1), out=m)
        if bias is not None:
            m[5] += bias[:, None]  # the second place of both dims is in all four results, once
        m = m.reshape(4, 4, outputs, *tiles.shape[3:])
        part = _shaped(halves, 4, 2, *m.shape[2:])
        _sums(m.swapaxes(0, 1), part.swapaxes(0, 1))
        _lay_out(part, blocks.laid(y[images]), row, products)
    return y


def _sums(m, out):
    """The transform of the result along one dim: two numbers from four places."""
    np.add(m[0], m[1], out=out[0])
    np.add(out[0], m[2], out=out[0])
    np.subtract(m[1], m[2], out=out[1])
    np.subtract(out[1], m[3], out=out[1])


def _lay_out(part, y, row, buffer):
    """The transform along the other dim, (4, 2, o, n, rows, columns, n) into `y` (o, n, h, w, n) from row `2 * row` on."""
    y = y[:, :, 2 * row: 2 * (row + part.shape[4])]
    below = np.add(part[1], part[2], out=_shaped(buffer, *part.shape[1:]))
    above = np.subtract(part[1], part[2], out=part[1])
    for i, (middle, edge, combine) in enumerate(((below, part[0], np.add), (above, part[3], np.subtract))):
        for j in range(2):
            into = y[:, :, i::2, j::2]
            inside = (j, slice(None), slice(None), slice(into.shape[2]), slice(into.shape[3]))
            combine(middle[inside], edge[inside], out=into)


def convolve_weight_by_tiles(x, g, geometry):
    """The gradient of the weight from the input `x` and the gradient `g` of the output: (o, c, 3, 3)."""
    channels, outputs = x.shape[1], g.shape[1]
    blocks = _Blocks(x.shape[0], geometry.out, channels + outputs, x.itemsize)
    work = _Work(blocks, channels, x.dtype)
    size = outputs * blocks.rows * blocks.columns * blocks.images
    phases, halves, spread = (np.empty(k * size, x.dtype) for k in (4, 8, 16))
    total = None
    for images, row, rows in blocks:
        tiles = work.transformed(blocks.laid(x[images]), geometry.padding, row, rows)
        p = _phases(blocks.laid(g[images]), (0, 0), row, rows, blocks.columns, phases)
        half = _shaped(halves, 4, *p.shape[1:])
        _spread(p, half)
        whole = _shaped(spread, 4, 4, *p.shape[2:])
        _spread(half.swapaxes(0, 1), whole.swapaxes(0, 1))
        part = np.matmul(whole.reshape(16, outputs, -1), tiles.reshape(16, channels, -1).swapaxes(1, 2))
        total = part if total is None else np.add(total, part, out=total)
    back = _KERNEL * [[1], [1], [1], [-1]]  # the sign that `_spread` leaves out
    both = np.kron(back, back).astype(x.dtype)
    found = np.dot(total.reshape(16, -1).T, both)
    return found.reshape(outputs, channels, 3, 3)


def _spread(pair, out):
    """The adjoint of `_sums`, but for the sign of the last place."""
    out[0] = pair[0]
    np.add(pair[0], pair[1], out=out[1])
    np.subtract(pair[0], pair[1], out=out[2])
    out[3] = pair[1]
