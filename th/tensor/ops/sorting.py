"""Order: sorting, the largest, the middle, the distinct, and where things belong."""

import numpy as np

from th.errors import ArgumentError, DimensionError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.named import named_tuple
from th.tensor.ops.create import as_tensor, from_numpy_on
from th.tensor.ops.extremes import scattered
from th.tensor.ops.viewing import wrap_dim
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "argsort", "bucketize", "isin", "kthvalue", "median", "mode", "msort", "nanmedian", "nanquantile", "quantile",
    "searchsorted", "sort", "topk", "unique", "unique_consecutive",
]  # fmt: skip

_Sort = named_tuple("sort", "values", "indices")
_TopK = named_tuple("topk", "values", "indices")
_KthValue = named_tuple("kthvalue", "values", "indices")
_Median = named_tuple("median", "values", "indices")
_NanMedian = named_tuple("nanmedian", "values", "indices")
_Mode = named_tuple("mode", "values", "indices")


def order_of(xp, input, dim, descending, stable=True):
    """The indices that sort along `dim`; NaN counts as the largest."""
    kind = {"kind": "stable"} if xp is np else {}
    if not descending:
        return xp.argsort(input, axis=dim, **kind)
    # Descending and stable: ascending order of the array read backwards, read backwards.
    n = input.shape[dim]
    back = xp.argsort(xp.flip(input, dim), axis=dim, **kind)
    return n - 1 - xp.flip(back, dim)


@op(method=False, returns=_Sort, samples=lambda t: [(t(5), 0, False, False), (t(3, 4), 0, True, True)])
def _sort(xp, input, dim, descending, stable):
    if not input.ndim:
        wrap_dim(dim, 0)
        return input.copy(), xp.zeros((), "int64")
    dim = wrap_dim(dim, input.ndim)
    order = order_of(xp, input, dim, descending, stable)
    return xp.take_along_axis(input, order, dim), order.astype("int64")


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
    if out is not None:
        from th.tensor.dispatch import write_out

        write_out(tuple(found), out)
    return found


@method
def argsort(input, dim=-1, descending=False, *, stable=False):
    """The indices that sort along `dim`.

    Example:
        >>> torch.argsort(torch.tensor([3, 1, 2]))
        tensor([1, 2, 0])
    """
    return _sort(input.detach(), dim, descending, stable).indices


@method
def msort(input):
    """The elements in order along the first dim.

    Example:
        >>> torch.msort(torch.tensor([3, 1, 2]))
        tensor([1, 2, 3])
    """
    return sort(input, 0).values


@op(method=False, returns=_TopK, samples=lambda t: [(t(5), 2, 0, True), (t(3, 4), 2, 1, False)])
def _topk(xp, input, k, dim, largest):
    if not input.ndim:
        return input.copy(), xp.zeros((), "int64")
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim]
    if not 0 <= k <= n:
        raise ShapeError(f"selected index k out of range: `k` (={k}) must be at most {n}, the size of dim {dim}")
    first = (slice(None),) * dim + (slice(0, k),)
    if xp is np and 0 < k < n // 8 and n > 1000 and not (input.dtype.kind == "f" and np.isnan(input).any()):
        part = _partitioned(input, k, dim, largest)
        inner = order_of(xp, np.take_along_axis(input, part, dim), dim, largest)
        order = np.take_along_axis(part, inner, dim)
    else:
        order = order_of(xp, input, dim, largest)[first]
    return xp.take_along_axis(input, order, dim), order.astype("int64")


def _partitioned(input, k, dim, largest):
    """The indices of the k largest (smallest), in any order: linear time where a sort would take n log n."""
    n = input.shape[dim]
    if largest:
        return np.argpartition(input, n - k, axis=dim)[(slice(None),) * dim + (slice(n - k, n),)]
    return np.argpartition(input, k - 1, axis=dim)[(slice(None),) * dim + (slice(0, k),)]


_topk.backward(input=_picked_back)


@method
def topk(input, k, dim=-1, largest=True, sorted=True):  # noqa: A002
    """The `k` largest elements along `dim`, and where they are.

    Args:
        k (int): how many
        largest (bool): False for the smallest
    Example:
        >>> torch.topk(torch.tensor([1, 5, 3]), 2).values
        tensor([5, 3])
    """
    return _topk(input, k, dim, largest)


@op(method=False, returns=_KthValue, samples=lambda t: [(t(5), 2, 0), (t(3, 4), 1, 1)])
def _kthvalue(xp, input, k, dim):
    if not input.ndim:
        return input.copy(), xp.zeros((), "int64")
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim]
    if not 1 <= k <= n:
        raise DimensionError(f"kthvalue(): selected number k out of range for dimension {dim}: `k` (={k}), size {n}")
    order = order_of(xp, input, dim, False)
    order = order[(slice(None),) * dim + (slice(k - 1, k),)]
    return xp.take_along_axis(input, order, dim), order.astype("int64")


_kthvalue.backward(input=_picked_back)


def _squeezed(found, make, dim, keepdim):
    if keepdim or not found[0].ndim:
        return make(*found)
    return make(*[x.squeeze(dim) for x in found])


@method
def kthvalue(input, k, dim=-1, keepdim=False):
    """The k-th smallest element along `dim` (counted from 1), and where it is.

    Example:
        >>> torch.kthvalue(torch.tensor([3, 1, 2]), 2).values
        tensor(2)
    """
    return _squeezed(_kthvalue(input, k, dim), _KthValue, dim, keepdim)


@op(method=False, returns=_Median, samples=lambda t: [(t(5), 0, False), (t(3, 4), 1, False)])
def _median(xp, input, dim, ignore_nan):
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim]
    if n == 0:
        raise DimensionError(f"median(): Expected reduction dim {dim} to have non-zero size.")
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


def _median_of(input, dim, keepdim, ignore_nan, make):
    if dim is None:
        if not input.numel():
            return input.new_full((), float("nan"))
        return _median(input.reshape(-1), 0, ignore_nan)[0].squeeze(0)
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


@method
def mode(input, dim=-1, keepdim=False):
    """The most frequent element along `dim`, and where it is.

    Example:
        >>> torch.mode(torch.tensor([1, 2, 2])).values
        tensor(2)
    """
    return _squeezed(_mode(input, dim), _Mode, dim, keepdim)


# ---- quantiles


def _quantile(input, q, dim, keepdim, interpolation, ignore_nan):
    if not isinstance(q, Tensor):
        q = input.new_tensor(q)
    if bool(((q < 0) | (q > 1)).any()):
        raise ArgumentError("quantile() q values must be in the range [0, 1]")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise ArgumentError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
            f"{interpolation}"
        )
    own_dim = dim
    if dim is None:
        input, dim = input.reshape(-1), 0
    x = input.movedim(dim, -1).sort(-1).values
    n = x.shape[-1]
    missing = x.isnan().sum(-1, True)
    count = (n - missing) if ignore_nan else n
    shape = (-1, *[1] * x.ndim)
    place = q.reshape(shape) * (count - 1)
    place = place.clamp(min=0).expand(q.numel(), *x.shape[:-1], 1)
    low, high = place.floor(), place.ceil()
    if interpolation == "lower":
        high = low
    elif interpolation == "higher":
        low = high
    elif interpolation == "nearest":
        low = high = place.round()
    rows = x.unsqueeze(0).expand(q.numel(), *x.shape)
    first, second = rows.gather(-1, low.long()), rows.gather(-1, high.long())
    weight = 0.5 if interpolation == "midpoint" else place - low
    out = (first + (second - first) * weight).squeeze(-1)
    if not ignore_nan:
        out = out.masked_fill((missing.squeeze(-1) > 0).expand(out.shape), float("nan"))
    if keepdim:
        out = (
            out.unsqueeze(dim + 1 if dim >= 0 else dim)
            if own_dim is not None
            else out.reshape(q.numel(), *[1] * _ndim(own_dim, input))
        )
    return out.squeeze(0) if q.ndim == 0 else out


def _ndim(dim, input):
    return input.ndim if dim is not None else 1


@method
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """The q-th quantiles, of all elements or along `dim`.

    Example:
        >>> torch.quantile(torch.tensor([0.0, 1.0, 2.0]), 0.5)
        tensor(1.)
    """
    return _quantile(input, q, dim, keepdim, interpolation, False)


@method
def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """As `quantile`, without the NaN.

    Example:
        >>> torch.nanquantile(torch.tensor([0.0, float("nan"), 2.0]), 0.5)
        tensor(1.)
    """
    return _quantile(input, q, dim, keepdim, interpolation, True)


# ---- the distinct, and where things belong


@method
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):  # noqa: A002
    """The distinct elements in order (with `dim`, the distinct slices).

    Args:
        return_inverse (bool): also the index of each element among the distinct
        return_counts (bool): also how often each occurs
    Example:
        >>> torch.unique(torch.tensor([2, 1, 2]))
        tensor([1, 2])
    """
    xp = _namespace(input)
    array = input._array
    values, inverse, counts = xp.unique(array, return_inverse=True, return_counts=True, axis=dim)
    inverse = inverse.reshape(array.shape if dim is None else -1)
    return _chosen(values, inverse, counts, return_inverse, return_counts)


def _namespace(tensor):
    from th.tensor import devices

    return devices.namespace(tensor._array)


def _chosen(values, inverse, counts, return_inverse, return_counts):
    found = [new_tensor(values)]
    if return_inverse:
        found.append(new_tensor(inverse.astype("int64")))
    if return_counts:
        found.append(new_tensor(counts.astype("int64")))
    return found[0] if len(found) == 1 else tuple(found)


@method
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    """The elements with repeats of the neighbour left out.

    Example:
        >>> torch.unique_consecutive(torch.tensor([1, 1, 2, 1]))
        tensor([1, 2, 1])
    """
    xp = _namespace(input)
    array = input._array.reshape(-1) if dim is None else xp.moveaxis(input._array, dim, 0)
    n = array.shape[0]
    fresh = xp.ones(n, bool)
    if n > 1:
        changed = array[1:] != array[:-1]
        fresh[1:] = changed if changed.ndim == 1 else changed.reshape(n - 1, -1).any(axis=1)
    values = array[fresh]
    inverse = xp.cumsum(fresh) - 1
    starts = xp.flatnonzero(fresh)
    counts = xp.diff(xp.concatenate([starts, xp.asarray([n])])) if n else starts
    if dim is None:
        inverse = inverse.reshape(input._array.shape)
    else:
        values = xp.moveaxis(values, 0, dim)
    return _chosen(values, inverse, counts, return_inverse, return_counts)


def searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None):  # noqa: A002
    """Where to put elements into a sorted sequence so that it stays sorted.

    Args:
        sorted_sequence (Tensor): sorted along the last dim
        right (bool): after equals instead of before; `side` "right" says the same
    Example:
        >>> torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([3, 6]))
        tensor([1, 3])
    """
    if side not in (None, "left", "right"):
        raise ArgumentError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise ArgumentError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True"
        )
    where = "right" if right or side == "right" else "left"
    values = input if isinstance(input, Tensor) else as_tensor(input, device=sorted_sequence.device)
    xp = _namespace(sorted_sequence)
    rows, wanted = sorted_sequence._array, values._array
    if sorter is not None:
        rows = xp.take_along_axis(rows, sorter._array, -1)
    if rows.ndim == 1:
        found = xp.searchsorted(rows, wanted, side=where)
    else:
        if rows.shape[:-1] != wanted.shape[:-1]:
            raise ShapeError(
                "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries "
                f"tensor and input value tensor must match, but we got boundaries tensor {list(rows.shape)} and input "
                f"value tensor {list(wanted.shape)}"
            )
        flat = rows.reshape(-1, rows.shape[-1])
        sought = wanted.reshape(-1, wanted.shape[-1])
        found = xp.stack([xp.searchsorted(r, w, side=where) for r, w in zip(flat, sought, strict=True)])
        found = found.reshape(wanted.shape)
    return new_tensor(xp.asarray(found).astype("int32" if out_int32 else "int64"))


def bucketize(input, boundaries, *, out_int32=False, right=False):
    """The number of the bucket between sorted `boundaries` for each element.

    Example:
        >>> torch.bucketize(torch.tensor([0, 3, 9]), torch.tensor([1, 5]))
        tensor([0, 1, 2])
    """
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


def isin(elements, test_elements, *, assume_unique=False, invert=False):
    """True where an element is among `test_elements`.

    Example:
        >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2]))
        tensor([False,  True, False])
    """
    like = elements if isinstance(elements, Tensor) else test_elements
    a, b = (
        t._array if isinstance(t, Tensor) else from_numpy_on(np.asarray(t), like)._array
        for t in (elements, test_elements)
    )
    return new_tensor(_namespace(like).isin(a, b, invert=invert))
