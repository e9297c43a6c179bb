"""Order: sorting, the largest, the middle, the distinct, and where things belong."""

import numpy as np

from th.errors import BoundsError, DimensionError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.named import named_tuple
from th.tensor.naming import named_by
from th.tensor.ops.extremes import scattered, shared_rule
from th.tensor.ops.viewing import wrap_dim
from th.tensor.ordering import kth, ordered
from th.tensor.ordering import largest as largest_of
from th.tensor.picks import along
from th.tensor.outs import takes_out, write_out

__all__ = [
    "argsort",
    "kthvalue",
    "median",
    "mode",
    "msort",
    "nanmedian",
    "order_of",
    "sort",
    "topk",
]


_Sort = named_tuple("sort", "values", "indices")

_TopK = named_tuple("topk", "values", "indices")

_KthValue = named_tuple("kthvalue", "values", "indices")

_Median = named_tuple("median", "values", "indices")

_NanMedian = named_tuple("nanmedian", "values", "indices")

_Mode = named_tuple("mode", "values", "indices")


def _need_order(input):
    if input.dtype.kind == "c":
        raise DtypeError("Sort does not support complex dtypes: complex numbers have no order")


def order_of(xp, input, dim, descending, stable=True):
    """The indices that sort along `dim`; NaN counts as the largest."""
    _need_order(input)
    if xp is np:
        return ordered(input, dim, descending)
    if not descending:
        return xp.argsort(input, axis=dim)
    # Descending and stable: ascending order of the array read backwards, read backwards.
    return input.shape[dim] - 1 - xp.flip(xp.argsort(xp.flip(input, dim), axis=dim), dim)


@op(method=False, returns=_Sort, samples=lambda t: [(t(5), 0, False, False), (t(3, 4), 0, True, True)])
def _sort(xp, input, dim, descending, stable):
    if not input.ndim:
        wrap_dim(dim, 0)
        return input.copy(), xp.zeros((), "int64")
    dim = wrap_dim(dim, input.ndim)
    order = order_of(xp, input, dim, descending, stable)
    return along(xp, input, order, dim), order.astype("int64", copy=False)


def _picked_back(g, shape, dim, out):
    return None if g[0] is None else scattered(g[0], shape, dim, out[1], True)


_sort.backward(input=_picked_back)


@method
def sort(input, dim=-1, descending=False, stable=False, *, out=None):
    """The elements in order along `dim`, and where they were.

    Args:
        dim (int): the last by default
        descending (bool): the largest first
        stable (bool): keep the order of equals (it is always kept)
    Example:
        >>> torch.sort(torch.tensor([3, 1, 2])).values
        tensor([1, 2, 3])
    """
    if isinstance(dim, bool):
        dim, descending = -1, dim
    found = _sort(input, dim, descending, stable)
    return found if out is None else write_out(found, out)


@method
def argsort(input, dim=-1, descending=False, *, stable=False):
    """The indices that sort along `dim`.

    Example:
        >>> torch.argsort(torch.tensor([3, 1, 2]))
        tensor([1, 2, 0])
    """
    return _sort(input.detach(), dim, descending, stable).indices


@takes_out
@method
def msort(input):
    """The elements in order along the first dim.

    Example:
        >>> torch.msort(torch.tensor([3, 1, 2]))
        tensor([1, 2, 3])
    """
    return sort(input, 0).values


@op(contiguous=True, method=False, returns=_TopK, samples=lambda t: [(t(5), 2, 0, True), (t(3, 4), 2, 1, False)])
def _topk(xp, input, k, dim, largest):
    if not input.ndim:
        return input.copy(), xp.zeros((), "int64")
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim]
    if not 0 <= k <= n:
        raise ShapeError(f"selected index k out of range: `k` (={k}) must be at most {n}, the size of dim {dim}")
    order = None
    if xp is np and largest and dim == input.ndim - 1:
        order = largest_of(input, k)
    if order is None:
        order = order_of(xp, input, dim, largest)[(slice(None),) * dim + (slice(0, k),)]
    order = xp.ascontiguousarray(order, "int64")  # not a part of the order of all
    return along(xp, input, order, dim), order


_topk.backward(input=_picked_back)


@takes_out
@method
def topk(input, k, dim=-1, largest=True, sorted=True):
    """The `k` largest elements along `dim`, and where they are.

    Args:
        k (int): how many
        largest (bool): False for the smallest
    Example:
        >>> torch.topk(torch.tensor([1, 5, 3]), 2).values
        tensor([5, 3])
    """
    return _topk(input, k, dim, largest)


@op(contiguous=True, method=False, returns=_KthValue, samples=lambda t: [(t(5), 2, 0), (t(3, 4), 1, 1)])
def _kthvalue(xp, input, k, dim):
    _need_order(input)
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim] if input.ndim else 1
    if not 1 <= k <= n:
        raise BoundsError(f"kthvalue(): selected number k out of range for dimension {dim}: `k` (={k}), size {n}")
    if not input.ndim:
        return input.copy(), xp.zeros((), "int64")
    found = kth(input, k - 1) if xp is np and input.ndim == 1 else None
    if found is not None:
        return np.array(found[:1], input.dtype), np.array(found[1:])
    order = order_of(xp, input, dim, False)
    order = order[(slice(None),) * dim + (slice(k - 1, k),)]
    return xp.take_along_axis(input, order, dim), order.astype("int64")


_kthvalue.backward(input=_picked_back)


def _squeezed(found, make, dim, keepdim):
    if keepdim or not found[0].ndim:
        return make(*found)
    return make(*[x.squeeze(dim) for x in found])


@takes_out
@method
def kthvalue(input, k, dim=-1, keepdim=False):
    """The k-th smallest element along `dim` (counted from 1), and where it is.

    Example:
        >>> torch.kthvalue(torch.tensor([3, 1, 2]), 2).values
        tensor(2)
    """
    return _squeezed(_kthvalue(input, k, dim), _KthValue, dim, keepdim)


@op(contiguous=True, method=False, returns=_Median, samples=lambda t: [(t(5), 0, False), (t(3, 4), 1, False)])
def _median(xp, input, dim, ignore_nan):
    _need_order(input)
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim]
    if n == 0:
        raise DimensionError(f"median(): Expected reduction dim {dim} to have non-zero size.")
    if xp is np and input.ndim == 1 and n and not (input.dtype.kind == "f" and np.isnan(input.max())):
        found = kth(input, (n - 1) // 2)
        return np.array(found[:1], input.dtype), np.array(found[1:])
    order = order_of(xp, input, dim, False)
    if input.dtype.kind == "f":
        missing = xp.isnan(input).sum(axis=dim, keepdims=True)
        if ignore_nan:
            place = xp.maximum(n - missing - 1, 0) // 2
        else:  # NaN sorts last: the first of them wins
            place = xp.where(missing > 0, n - missing, (n - 1) // 2)
    else:
        place = xp.full([1 if d == dim else m for d, m in enumerate(input.shape)], (n - 1) // 2)
    picked = xp.take_along_axis(order, place, dim)
    return xp.take_along_axis(input, picked, dim), picked.astype("int64")


_median.backward(input=_picked_back)


@op(method=False, samples=lambda t: [(t(2, 3), False), (t(5), True)])
def _median_all(xp, input, ignore_nan):
    """The median of all elements; its gradient is shared among equals."""
    return _median.op.declared(xp, input.reshape(-1), 0, ignore_nan)[0].reshape(())


_median_all.backward(input=lambda g, input, ignore_nan, shape, out: shared_rule(g, input, shape, None, False, out))
named_by(_median_all.op, lambda input, ignore_nan: "NanmedianBackward0" if ignore_nan else "MedianBackward0")


def _median_of(input, dim, keepdim, ignore_nan, make):
    if dim is None:
        if not input.numel():
            return input.new_full((), float("nan"))
        return _median_all(input, ignore_nan)
    if not input.ndim:
        wrap_dim(dim, 0)
        return make(input.clone(), input.new_zeros((), dtype=dtypes.int64))
    return _squeezed(_median(input, dim, ignore_nan), make, dim, keepdim)


@method
def median(input, dim=None, keepdim=False):
    """The lower median of all elements, or along `dim` with its index.

    Example:
        >>> torch.median(torch.tensor([3.0, 1.0, 2.0, 4.0]))
        tensor(2.)
    """
    return _median_of(input, dim, keepdim, False, _Median)


@method
def nanmedian(input, dim=None, keepdim=False):
    """As `median`, without the NaN.

    Example:
        >>> torch.nanmedian(torch.tensor([3.0, float("nan"), 1.0]))
        tensor(1.)
    """
    return _median_of(input, dim, keepdim, True, _NanMedian)


@op(method=False, returns=_Mode, samples=lambda t: [(t(3, 4), 1)])
def _mode(xp, input, dim):
    """The most frequent element (the smallest of equals), and its last place."""
    if not input.ndim:
        return input.copy(), xp.zeros((), "int64")
    dim = wrap_dim(dim, input.ndim)
    order = order_of(xp, input, dim, False)
    ordered = xp.moveaxis(xp.take_along_axis(input, order, dim), dim, -1)
    places = xp.moveaxis(order, dim, -1)
    n = ordered.shape[-1]
    starts = xp.ones(ordered.shape, bool)
    starts[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    position = xp.arange(n)
    begin = xp.maximum.accumulate(xp.where(starts, position, 0), axis=-1)
    run = position - begin
    best = xp.argmax(run, axis=-1)[..., None]
    value = xp.take_along_axis(ordered, best, -1)
    index = xp.take_along_axis(places, best, -1)
    return xp.moveaxis(value, -1, dim), xp.moveaxis(index, -1, dim).astype("int64")


_mode.backward(input=_picked_back)


@takes_out
@method
def mode(input, dim=-1, keepdim=False):
    """The most frequent element along `dim`, and where it is.

    Example:
        >>> torch.mode(torch.tensor([1, 2, 2])).values
        tensor(2)
    """
    return _squeezed(_mode(input, dim), _Mode, dim, keepdim)

# The values may be written into: only the places are read in backward.
for _op in (_sort, _topk, _kthvalue, _median, _mode):
    _op.op.reads = (1,)
