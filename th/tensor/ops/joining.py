"""Joining tensors."""

import warnings

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.tensor import dtypes
from th.tensor.blocks import plain
from th.tensor.declare import op
from th.tensor.naming import named
from th.tensor.ops.viewing import wrap_dim
from th.tensor.outs import takes_out

__all__ = [
    "block_diag",
    "broadcast_tensors",
    "cartesian_prod",
    "cat",
    "column_stack",
    "concat",
    "concatenate",
    "dstack",
    "hstack",
    "meshgrid",
    "row_stack",
    "stack",
    "vstack",
]


_concatenate = plain(np.concatenate)


def _joined(xp, arrays, axis):
    return _concatenate(arrays, axis) if xp is np else xp.concatenate(arrays, axis)


def _common(arrays):
    """Arrays in the dtype they promote to."""
    numpy_dtype = dtypes.result_dtype(arrays).numpy
    return [a if a.dtype is numpy_dtype else a.astype(numpy_dtype) for a in arrays]


def _check_sequence(tensors, name):
    if not isinstance(tensors, list | tuple):
        from th.errors import ArgumentTypeError

        raise ArgumentTypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type(tensors).__name__}"
        )
    if not len(tensors):
        raise ArgumentError(f"torch.{name}(): expected a non-empty list of Tensors")


def _is_legacy_empty(array):
    return array.ndim == 1 and array.size == 0


def _is_plain(arrays):
    """True for arrays of one dtype."""
    dtype = arrays[0].dtype
    for a in arrays:
        if a.dtype is not dtype:
            return False
    return True


@op(contiguous=True, variadic=True, method=False, samples=lambda t: [([t(2, 3), t(1, 3)], 0), ([t(2, 3), t(2, 1)], -1)])
def _cat(xp, tensors, dim):
    if _is_plain(tensors):
        try:
            return _joined(xp, tensors, dim)
        except (ValueError, TypeError, IndexError):
            pass  # told below, or one is the empty vector that fits everywhere
    arrays = _common(tensors)
    real = [a for a in arrays if not _is_legacy_empty(a)] or arrays[:1]
    first = real[0]
    if first.ndim == 0:
        raise ShapeError("zero-dimensional tensor (at position 0) cannot be concatenated")
    dim = wrap_dim(dim, first.ndim)
    for place, a in enumerate(real):
        if a.ndim != first.ndim:
            raise ShapeError(f"Tensors must have same number of dimensions: got {first.ndim} and {a.ndim}")
        for d, (n, m) in enumerate(zip(first.shape, a.shape, strict=True)):
            if d != dim and n != m:
                raise ShapeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {n} but got size {m} for "
                    f"tensor number {place} in the list."
                )
    return xp.concatenate(real, axis=dim)


def _cat_rule(g, shapes, dim):
    parts, start = [], 0
    ndim = g.ndim
    dim = wrap_dim(dim, ndim)
    for shape in shapes:
        length = 0 if len(shape) != ndim else shape[dim]
        parts.append(g.narrow(dim, start, length) if len(shape) == ndim else g.new_zeros(shape))
        start += length
    return parts


_cat.backward(_cat_rule)

_cat.op.node = "Cat"


def cat(tensors, dim=0, *, out=None, axis=None):
    """Joins tensors along an existing dimension.

    Args:
        tensors (sequence of Tensor): of one shape except along `dim`
        dim (int): the dim to join along
    Raises:
        ShapeError: when another dimension differs
    Example:
        >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
        tensor([1, 2, 3])
    """
    _check_sequence(tensors, "cat")
    dim = dim if axis is None else axis
    return _cat(tensors, dim) if out is None else _cat(tensors, dim, out=out)


concat = concatenate = cat


def stack(tensors, dim=0, *, out=None):
    """Joins tensors of one shape along a new dimension.

    Example:
        >>> torch.stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
        tensor([[1, 2],
                [3, 4]])
    """
    _check_sequence(tensors, "stack")
    first = tensors[0]
    for place, t in enumerate(tensors):
        if t._array.shape != first._array.shape:
            raise ShapeError(
                f"stack expects each tensor to be equal size, but got {list(first._array.shape)} at entry 0 and "
                f"{list(t._array.shape)} at entry {place}"
            )
    dim = wrap_dim(dim, first._array.ndim, 1)
    return _stack(tensors, dim) if out is None else _stack(tensors, dim, out=out)


@op(contiguous=True, variadic=True, method=False, node="Stack", samples=lambda t: [([t(2, 3), t(2, 3)], 1), ([t(3)], 0)])
def _stack(xp, tensors, place):
    if not place and tensors[0].ndim and _is_plain(tensors):  # one call for all instead of one for each
        return _joined(xp, tensors, 0).reshape(len(tensors), *tensors[0].shape)
    new = (slice(None),) * place + (None,)
    return xp.concatenate([a[new] for a in (tensors if _is_plain(tensors) else _common(tensors))], axis=place)


_stack.backward(lambda g, shapes, place: [g.select(place, i) for i in range(len(shapes))])


def _at_least(ndim):
    def call(t):
        while t.ndim < ndim:
            t = t.unsqueeze(0) if ndim < 3 or t.ndim == 0 else t.unsqueeze(0 if t.ndim == 1 else -1)
        return t

    return call


@takes_out
def hstack(tensors):
    """Joins side by side: along dim 1, along dim 0 for vectors.

    Example:
        >>> torch.hstack([torch.tensor([1]), torch.tensor([2])])
        tensor([1, 2])
    """
    if not len(tensors):
        raise ArgumentError("hstack expects a non-empty TensorList")
    tensors = [t.reshape(1) if t.ndim == 0 else t for t in tensors]
    return cat(tensors, 0 if tensors[0].ndim == 1 else 1)


@takes_out
def vstack(tensors):
    """Joins one below the other; vectors are rows.

    Example:
        >>> torch.vstack([torch.tensor([1, 2]), torch.tensor([3, 4])])
        tensor([[1, 2],
                [3, 4]])
    """
    return cat([_at_least(2)(t) for t in tensors], 0)


row_stack = vstack


@takes_out
def dstack(tensors):
    """Joins along a third dimension.

    Example:
        >>> torch.dstack([torch.tensor([1]), torch.tensor([2])])
        tensor([[[1, 2]]])
    """
    return cat([_at_least(3)(t) for t in tensors], 2)


@takes_out
def column_stack(tensors):
    """Joins vectors as columns, matrices side by side.

    Example:
        >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
        tensor([[1, 3],
                [2, 4]])
    """
    return cat([t.reshape(t.numel(), 1) if t.ndim < 2 else t for t in tensors], 1)


@named("BlockDiag")
def block_diag(*tensors):
    """Matrices along a diagonal.

    Example:
        >>> torch.block_diag(torch.tensor([[1]]), torch.tensor([[2]]))
        tensor([[1, 0],
                [0, 2]])
    """
    tensors = [_at_least(2)(t) for t in tensors]
    width = sum(t.shape[1] for t in tensors)
    rows, start = [], 0
    for t in tensors:
        left = t.new_zeros(t.shape[0], start)
        right = t.new_zeros(t.shape[0], width - start - t.shape[1])
        rows.append(cat([left, t, right], 1))
        start += t.shape[1]
    return cat(rows, 0)


def broadcast_tensors(*tensors):
    """Views of the tensors, broadcast to one shape.

    Example:
        >>> [t.shape for t in torch.broadcast_tensors(torch.zeros(2, 1), torch.zeros(3))]
        [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    from th.tensor.pointwise import broadcast_shape

    shape = broadcast_shape(*[t._array.shape for t in tensors])
    return tuple([t.expand(shape) for t in tensors])


def meshgrid(*tensors, indexing=None):
    """Coordinate grids of vectors.

    Args:
        indexing (str): "ij" (matrix order, the default) or "xy"
    Example:
        >>> torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3]), indexing="ij")[0]
        tensor([[1],
                [2]])
    """
    if len(tensors) == 1 and isinstance(tensors[0], list | tuple):
        tensors = tensors[0]
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.", stacklevel=2
        )
        indexing = "ij"
    if indexing not in ("ij", "xy"):
        raise ArgumentError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swap = indexing == "xy" and len(tensors) >= 2
    order = [tensors[1], tensors[0], *tensors[2:]] if swap else list(tensors)
    shape = [t.numel() for t in order]
    grids = [t.reshape([-1 if i == j else 1 for j in range(len(order))]).expand(shape) for i, t in enumerate(order)]
    if swap:
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)


def cartesian_prod(*tensors):
    """All combinations of elements, one a row.

    Example:
        >>> torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3]))
        tensor([[1, 3],
                [2, 3]])
    """
    if len(tensors) == 1:
        return tensors[0]
    return stack([g.reshape(-1) for g in meshgrid(*tensors, indexing="ij")], 1)
