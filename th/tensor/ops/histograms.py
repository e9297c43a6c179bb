"""Histograms, of one and of several variables."""

import math

import numpy as np

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor import devices
from th.tensor.declare import method
from th.tensor.named import named_tuple
from th.tensor.ops.sequences import linspace
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["histc", "histogram", "histogramdd"]

_Histogram = named_tuple("histogram", "hist", "bin_edges")

_HistogramDD = named_tuple("histogramdd", "hist", "bin_edges")


def _bounds(array, low, high):
    if low == high == 0 and array.size:
        low, high = float(array.min()), float(array.max())
    if low == high:
        low, high = low - 1, high + 1
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ArgumentError(f"range of [{low}, {high}] is not finite")
    if low > high:
        raise ArgumentError(f"max must be larger than min: `min` (={low}), `max` (={high})")
    return low, high


@takes_out
@method
def histc(input, bins=100, min=0, max=0):
    """How many elements fall into each of `bins` equal bins from `min` to `max` (of the data when both are 0).

    Example:
        >>> torch.histc(torch.tensor([1.0, 2.0, 1.0]), bins=2, min=0, max=3)
        tensor([2., 1.])
    """
    if bins <= 0:
        raise ArgumentError(f"bins must be > 0, but got {bins}")
    if not input.is_floating_point():
        raise DtypeError(f"\"histogram_cpu\" not implemented for '{input.dtype.alias}'; convert it, with x.float()")
    low, high = _bounds(input._array, min, max)
    xp = devices.namespace(input._array)
    found, _ = xp.histogram(input._array, bins=bins, range=(low, high))
    return new_tensor(found.astype(input._array.dtype))


@takes_out
@method
def histogram(input, bins, *, range=None, weight=None, density=False):
    """A histogram and the edges of its bins.

    Args:
        bins (int or Tensor): how many, or the edges
        range (float, float): from where to where; of the data by default
        weight (Tensor): what each element counts, of the shape of `input`
        density (bool): divide by the sum and by the widths of the bins
    Example:
        >>> torch.histogram(torch.tensor([1.0, 2.0, 1.0]), bins=2, range=(0.0, 3.0)).hist
        tensor([2., 1.])
    """
    found, edges = _counted("histogram", input.reshape(-1, 1), [bins], range, weight, density)
    return _Histogram(found, edges[0])


@takes_out
def histogramdd(input, bins, *, range=None, weight=None, density=False):
    """A histogram of points, with as many dims as they have coordinates, and the edges of the bins of each.

    Args:
        input (Tensor): (*, coordinates)
        bins (int, ints or Tensors): how many for each coordinate, or the edges
        range (floats): the least and the greatest value of each coordinate, one after the other; of the data by default
        weight (Tensor): (*), what each point counts
        density (bool): divide by the sum and by the volumes of the bins
    Example:
        >>> torch.histogramdd(torch.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), bins=[2, 2]).hist
        tensor([[0., 1.],
                [1., 1.]])
    """
    if input.ndim < 2:
        raise ShapeError("torch.histogramdd: input tensor should have at least 2 dimensions")
    count = input.shape[-1]
    bins = [bins] * count if isinstance(bins, int) else list(bins)
    if len(bins) != count:
        raise ArgumentError(
            f"torch.histogramdd: expected {count} numbers of bins or sequences of bin edges for a {count}-dimensional "
            f"histogram but got {len(bins)}"
        )
    found, edges = _counted("histogramdd", input, bins, range, weight, density)
    return _HistogramDD(found, edges)


def _counted(name, input, bins, limits, weight, density):
    """(the histogram, the edges of the bins of each coordinate)"""
    if not input.is_floating_point():
        raise DtypeError(f"\"{name}\" not implemented for '{input.dtype.alias}'; convert it, with x.float()")
    count = len(bins)
    if limits is not None and len(limits) != 2 * count:
        raise ArgumentError(
            f"torch.{name}: for a {count}-dimensional histogram range should have {2 * count} elements, but got {len(limits)}"
        )
    points = input._array.reshape(-1, count)
    if weight is not None and math.prod(weight.shape) != len(points):
        raise ShapeError(
            f"torch.{name}: if weight tensor is provided it should have the same shape as the input tensor"
            f"{' excluding its innermost dimension' if name == 'histogramdd' else ''}, but got input with shape "
            f"{list(input.shape)} and weight with shape {list(weight.shape)}"
        )
    edges = [_edges_of(name, input, points[:, k], bins[k], limits, k) for k in range(count)]
    return _filled(points, [e._array for e in edges], weight, density), tuple(edges)


def _edges_of(name, input, column, bins, limits, place):
    if isinstance(bins, Tensor):
        if bins.dtype is not input.dtype:
            raise DtypeError(
                f"torch.{name}: input tensor and bins tensors should have the same dtype, but got input with dtype "
                f"{input.dtype} and bins for dimension {place} with dtype {bins.dtype}"
            )
        return bins
    if bins <= 0:
        raise ArgumentError(f"torch.{name}(): bins must be > 0, but got {bins} for dimension {place}")
    low, high = (0.0, 1.0) if not column.size else (float(column.min()), float(column.max()))
    if limits is not None:
        low, high = limits[2 * place: 2 * place + 2]
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ArgumentError(f"torch.{name}: dimension {place}'s range [{low}, {high}] is not finite")
    if low > high:
        raise ArgumentError(f"torch.{name}: min should not exceed max, but got min {low} max {high} for dimension {place}")
    if low == high:
        low, high = low - 0.5, high + 0.5
    return linspace(low, high, bins + 1, dtype=input.dtype, device=input.device)


def _filled(points, edges, weight, density):
    xp = devices.namespace(points)
    shape = tuple([len(e) - 1 for e in edges])
    inside, flat = True, 0
    for k, (edge, bins) in enumerate(zip(edges, shape, strict=True)):
        column = points[:, k]
        place = xp.searchsorted(edge, column, side="right") - 1
        place[column == edge[-1]] = bins - 1  # the last bin holds its right edge
        inside = inside & (place >= 0) & (place < bins)
        flat = flat * bins + place
    if weight is None:
        found = xp.bincount(flat[inside], None, math.prod(shape)).astype(points.dtype)
    else:
        found = xp.zeros(math.prod(shape), points.dtype)
        xp.add.at(found, flat[inside], weight._array.reshape(-1)[inside])  # rounded after each, as PyTorch's
    found = found.reshape(shape)
    if density:
        found = found / found.sum()
        for k, edge in enumerate(edges):
            found = found / xp.diff(edge).reshape((-1,) + (1,) * (len(shape) - k - 1))
    return new_tensor(found)
