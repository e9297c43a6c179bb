"""Linear maps along one dim with few terms each (interpolation, uneven means), and windows as columns."""

import numpy as np

from th.tensor import pool_kernels as kernels
from th.tensor.declare import op

__all__ = ["columns_of_windows", "resample", "windows_of_columns"]


def _matrix(xp, places, weights, n, dtype):
    """The (out, n) matrix of a map; equal places add up."""
    found = np.zeros((places.shape[0], n))
    np.add.at(found, (np.arange(places.shape[0])[:, None], places), weights)
    return xp.asarray(found.astype(dtype))


def _in_bytes(xp, input, axis, places, weights):
    """Of bytes to bytes: weights of 16 bits and rounding, as Pillow and PyTorch compute."""
    exact = _matrix(np, places, weights, input.shape[axis], np.dtype("float64"))
    bits = 0
    while bits < 22 and int(0.5 + exact.max() * (1 << (bits + 1))) < 1 << 15:
        bits += 1
    whole = np.trunc(exact * (1 << bits) + np.where(exact < 0, -0.5, 0.5)).astype("int32")
    total = xp.moveaxis(input, axis, -1).astype("int32") @ xp.asarray(whole.T)
    total = (total + (1 << (bits - 1))) >> bits
    return xp.moveaxis(xp.clip(total, 0, 255).astype(input.dtype), -1, axis)


def _case(t):
    places = np.array([[0, 1], [2, 2], [1, 3]])
    return places, np.array([[0.5, 0.5], [1.0, 0.0], [0.25, 0.75]])


@op(method=False, inputs=("input",), node="Upsample", samples=lambda t: [(t(2, 4, 3), 1, *_case(t)), (t(2, 4), -1, *_case(t))])
def resample(xp, input, axis, places, weights):
    """Along `axis` each result is the sum of ``input[places[i]] * weights[i]``.

    Args:
        input (Tensor): any shape
        axis (int): along which
        places, weights (numpy arrays): (results, terms)
    """
    axis %= input.ndim
    if input.dtype.kind in "iub" and places.shape[1] > 1:
        return _in_bytes(xp, input, axis, places, weights)
    if input.dtype.kind in "iub":
        return xp.take(input, xp.asarray(places[:, 0]), axis)
    shape = [1] * input.ndim
    shape[axis] = -1
    if places.shape[1] > 8:
        matrix = _matrix(xp, places, weights, input.shape[axis], input.dtype)
        return xp.moveaxis(xp.moveaxis(input, axis, -1) @ matrix.T, -1, axis)
    total = None
    for term in range(places.shape[1]):
        part = xp.take(input, xp.asarray(places[:, term]), axis)
        weight = weights[:, term]
        if not (weight == 1).all():
            part *= xp.asarray(weight.astype(input.dtype)).reshape(shape)
        total = part if total is None else xp.add(total, part, out=total)
    return total


@op(method=False, inputs=("grad",), node="UpsampleBackward", samples=lambda t: [(t(2, 3, 3), 1, *_case(t), 4)])
def _resample_back(xp, grad, axis, places, weights, n):
    """The adjoint of `resample`."""
    axis %= grad.ndim
    times = places.shape[0] // n if n else 0
    if places.shape[1] == 1 and times * n == places.shape[0] and (places[:, 0] == np.repeat(np.arange(n), times)).all():
        split = grad.reshape(*grad.shape[:axis], n, times, *grad.shape[axis + 1:])
        return split.sum(axis + 1, dtype=grad.dtype)
    matrix = _matrix(xp, places, weights, n, grad.dtype)
    return xp.ascontiguousarray(xp.moveaxis(xp.moveaxis(grad, axis, -1) @ matrix, -1, axis))


resample.backward(input=lambda g, shape, axis, places, weights: _resample_back(g, axis, places, weights, shape[axis]))
_resample_back.backward(grad=lambda g, axis, places, weights: resample(g, axis, places, weights))


# ---- windows as columns


@op(method=False, inputs=("input",), node="Im2Col",
    samples=lambda t: [(t(2, 3, 5, 4), (2, 3), (2, 1), (1, 1), (1, 1), (3, 4))])
def columns_of_windows(xp, input, kernel, stride, padding, dilation, windows):
    """(n, channels, *) to (n, channels * elements of a window, windows)."""
    return kernels.window_columns(xp, input, kernel, stride, padding, dilation, windows)


@op(method=False, inputs=("columns",), node="Col2Im",
    samples=lambda t: [(t(2, 18, 12), (2, 3), (2, 1), (1, 1), (1, 1), (3, 4), (5, 4))])
def windows_of_columns(xp, columns, kernel, stride, padding, dilation, windows, size):
    """(n, channels * elements of a window, windows) added up to (n, channels, *size)."""
    return kernels.columns_to_windows(xp, columns, kernel, stride, padding, dilation, windows, size)


columns_of_windows.backward(input=lambda g, shape, kernel, stride, padding, dilation, windows: windows_of_columns(
    g, kernel, stride, padding, dilation, windows, shape[2:]))
windows_of_columns.backward(columns=lambda g, kernel, stride, padding, dilation, windows: columns_of_windows(
    g, kernel, stride, padding, dilation, windows))
