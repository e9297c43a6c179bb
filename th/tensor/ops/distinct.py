"""The distinct elements, membership, and where things belong in a sorted sequence."""

import math

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.tensor.declare import method
from th.tensor.ops.create import as_tensor, from_numpy_on
from th.tensor.ordering import counted_out
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "bucketize",
    "isin",
    "searchsorted",
    "unique",
    "unique_consecutive",
]


@method
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
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
    if xp is np and (dim is None or array.ndim == 1 and dim in (0, -1)):
        found = counted_out(array)
        if found is not None:
            values, counts, numbers = found
            inverse = numbers() if return_inverse else None
            return _chosen(values, inverse, counts, return_inverse, return_counts)
    if not (return_inverse or return_counts):
        return new_tensor(xp.unique(array, axis=dim, equal_nan=False))
    values, inverse, counts = xp.unique(array, return_inverse=True, return_counts=True, axis=dim, equal_nan=False)
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


@takes_out
def searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None):
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
        count = math.prod(rows.shape[:-1])
        sought = wanted.reshape(count, wanted.shape[-1])
        found = xp.empty(sought.shape, "int64")
        for number, row in enumerate(rows.reshape(count, rows.shape[-1])):
            found[number] = xp.searchsorted(row, sought[number], side=where)
        found = found.reshape(wanted.shape)
    return new_tensor(xp.asarray(found).astype("int32" if out_int32 else "int64"))


@takes_out
def bucketize(input, boundaries, *, out_int32=False, right=False):
    """The number of the bucket between sorted `boundaries` for each element.

    Example:
        >>> torch.bucketize(torch.tensor([0, 3, 9]), torch.tensor([1, 5]))
        tensor([0, 1, 2])
    """
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


@takes_out
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
